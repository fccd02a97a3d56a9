using System.Reflection;

namespace Infra.StandIns.Surface;

/// <summary>Writes one member as the lists do; null for what is not part of the surface.</summary>
internal static class MemberText
{
    private static readonly HashSet<string> ShownAttributes = new(StringComparer.Ordinal)
    {
        "Input", "Output", "Obsolete", "AwsResourceType", "ResourceType", "OutputType", "EnumType", "OutputConstructor",
    };

    public static string? Field(FieldInfo field)
    {
        if (!(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) || field.IsSpecialName)
        {
            return null;
        }

        if (field.DeclaringType!.IsEnum)
        {
            return $"{field.Name} = {field.GetRawConstantValue()}";
        }

        var modifiers = (field.IsLiteral ? " const" : field.IsStatic ? " static" : "") + (field.IsInitOnly ? " readonly" : "");
        var type = TypeNames.Of(field.FieldType, NullableFlags.Of(field.GetCustomAttributesData(), field.DeclaringType));
        var value = field.IsLiteral ? " = " + Value(field.GetRawConstantValue(), field.FieldType) : "";
        return $"{(field.IsPublic ? "public" : "protected")}{modifiers} {type} {field.Name}{value}";
    }

    public static string? Constructor(ConstructorInfo constructor) =>
        constructor.IsStatic || !IsSeen(constructor)
            ? null
            : $"{Access(constructor)} .ctor({Parameters(constructor, isExtension: false)}){Attributes(constructor.GetCustomAttributesData())}";

    public static string? Property(PropertyInfo property)
    {
        var (getter, setter) = (property.GetMethod, property.SetMethod);
        var shown = IsSeen(getter) ? getter : IsSeen(setter) ? setter : null;
        if (shown is null || property.Name.Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        var type = TypeNames.Of(property.PropertyType, NullableFlags.Of(property.GetCustomAttributesData(), property.DeclaringType!));
        var index = property.GetIndexParameters().Length > 0 ? $"[{Parameters(property.GetIndexParameters(), shown, isExtension: false)}]" : "";
        var get = IsSeen(getter) ? "get; " : "";
        return $"{Access(shown)}{Modifiers(shown)} {type} {property.Name}{index} {{ {get}{Setter(setter, shown)}}}{PropertyAttributes(property)}";
    }

    public static string? Event(EventInfo found) => IsSeen(found.AddMethod) ? $"event {TypeNames.Of(found.EventHandlerType!)} {found.Name}" : null;

    public static string? Method(MethodInfo method)
    {
        var isOperator = method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal);
        if (!IsSeen(method) || (method.IsSpecialName && !isOperator) || method.Name.Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        var isExtension = method.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "ExtensionAttribute");
        return $"{Access(method)}{Modifiers(method)} {ReturnType(method)} {method.Name}{GenericParameters(method)}({Parameters(method, isExtension)})"
            + $"{Constraints(method)}{Attributes(method.GetCustomAttributesData())}";
    }

    public static string ReturnType(MethodInfo method) =>
        TypeNames.Of(method.ReturnType, NullableFlags.Of(method.ReturnParameter.GetCustomAttributesData(), method));

    public static string Parameters(MethodBase method, bool isExtension) => Parameters(method.GetParameters(), method, isExtension);

    public static string Attributes(IEnumerable<CustomAttributeData> attributes)
    {
        var shown = new List<string>();
        foreach (var attribute in attributes)
        {
            var name = attribute.AttributeType.Name.Replace("Attribute", "", StringComparison.Ordinal);
            if (ShownAttributes.Contains(name))
            {
                var arguments = attribute.ConstructorArguments.Select(argument =>
                    argument.Value is string text ? $"\"{text.Replace('\n', ' ')}\"" : argument.Value?.ToString());
                shown.Add($"[{name}{(attribute.ConstructorArguments.Count > 0 ? $"({string.Join(",", arguments)})" : "")}]");
            }
        }

        return shown.Count > 0 ? "  " + string.Concat(shown) : "";
    }

    private static string Parameters(ParameterInfo[] parameters, MethodBase method, bool isExtension) =>
        string.Join(", ", parameters.Select((parameter, position) =>
        {
            var passing = parameter.IsOut ? "out " : !parameter.ParameterType.IsByRef ? "" : parameter.IsIn ? "in " : "ref ";
            var isParams = parameter.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "ParamArrayAttribute");
            var type = TypeNames.Of(parameter.ParameterType, NullableFlags.Of(parameter.GetCustomAttributesData(), method));
            var value = parameter.HasDefaultValue ? " = " + Value(parameter.RawDefaultValue, parameter.ParameterType) : "";
            return $"{(isExtension && position == 0 ? "this " : "")}{passing}{(isParams ? "params " : "")}{type} {parameter.Name}{value}";
        }));

    private static string Setter(MethodInfo? setter, MethodBase shown)
    {
        if (!IsSeen(setter))
        {
            return "";
        }

        if (setter!.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit"))
        {
            return "init; ";
        }

        return (setter.IsPublic || shown == setter ? "" : "protected ") + "set; ";
    }

    /// <summary>Pulumi puts [Input] on the backing field where a property has one.</summary>
    private static string PropertyAttributes(PropertyInfo property)
    {
        var own = Attributes(property.GetCustomAttributesData());
        var field = property.DeclaringType!.GetField(
            $"_{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}", BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        return own.Length > 0 || field is null ? own : Attributes(field.GetCustomAttributesData());
    }

    private static string GenericParameters(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Constraints(MethodInfo method) =>
        !method.IsGenericMethodDefinition ? "" : string.Concat(method.GetGenericArguments().Select(argument =>
        {
            var constraints = new List<string>();
            if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                constraints.Add("class");
            }

            constraints.AddRange(argument.GetGenericParameterConstraints().Select(TypeNames.Of));
            if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            {
                constraints.Add("new()");
            }

            return constraints.Count > 0 ? $" where {argument.Name} : {string.Join(", ", constraints)}" : "";
        }));

    private static bool IsSeen(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Modifiers(MethodBase method)
    {
        var isStatic = method.IsStatic ? " static" : "";
        if (method.DeclaringType!.IsInterface)
        {
            return isStatic;
        }

        if (method.IsAbstract)
        {
            return isStatic + " abstract";
        }

        if (method is not MethodInfo || !method.IsVirtual)
        {
            return isStatic;
        }

        var isOverride = (method.Attributes & MethodAttributes.NewSlot) == 0;
        return isStatic + (isOverride ? method.IsFinal ? " sealed override" : " override" : method.IsFinal ? "" : " virtual");
    }

    private static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && !type.Name.StartsWith("Nullable", StringComparison.Ordinal) ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => value.ToString()!,
    };
}
