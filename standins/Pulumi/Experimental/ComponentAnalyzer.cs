using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pulumi.Experimental.Provider;

public record Metadata(string Name, string? Namespace = null, string? Version = null, string? DisplayName = null);

/// <summary>Reads the schema of component resources out of their classes.</summary>
public sealed partial class ComponentAnalyzer
{
    private static readonly string[] s_languages = ["nodejs", "python", "csharp", "java", "go"];

    private static readonly HashSet<Type> s_baseTypes =
        [typeof(Resource), typeof(ComponentResource), typeof(CustomResource), typeof(ResourceArgs)];

    private static readonly Dictionary<Type, string> s_builtins = new()
    {
        [typeof(string)] = BuiltinTypeSpec.String,
        [typeof(int)] = BuiltinTypeSpec.Integer,
        [typeof(long)] = BuiltinTypeSpec.Integer,
        [typeof(double)] = BuiltinTypeSpec.Number,
        [typeof(float)] = BuiltinTypeSpec.Number,
        [typeof(bool)] = BuiltinTypeSpec.Boolean,
    };

    private static readonly Dictionary<Type, string> s_references = new()
    {
        [typeof(Archive)] = "pulumi.json#/Archive",
        [typeof(Asset)] = "pulumi.json#/Asset",
        [typeof(object)] = "pulumi.json#/Any",
    };

    private readonly string _package;
    private readonly Dictionary<string, ComplexTypeSpec> _types = [];

    private ComponentAnalyzer(string package) => _package = package;

    public static PackageSpec GenerateSchema(Metadata metadata, Assembly assembly)
        => GenerateSchema(metadata, [.. ComponentTypes(assembly)]);

    public static PackageSpec GenerateSchema(Metadata metadata, params Type[] componentTypes)
    {
        Check(metadata);
        if (componentTypes.Length == 0)
        {
            throw new ArgumentException("At least one component type must be provided");
        }
        var analyzer = new ComponentAnalyzer(metadata.Name);
        var resources = ImmutableSortedDictionary.CreateBuilder<string, ResourceSpec>();
        foreach (var type in componentTypes)
        {
            resources[$"{metadata.Name}:index:{type.Name}"] = analyzer.Analyze(type);
        }
        var settings = ImmutableSortedDictionary<string, object>.Empty.Add("respectSchemaVersion", true);
        return new()
        {
            Name = metadata.Name,
            Version = metadata.Version ?? "",
            Namespace = metadata.Namespace ?? "",
            DisplayName = metadata.DisplayName ?? metadata.Name,
            Language = s_languages.ToImmutableSortedDictionary(language => language, _ => settings),
            Resources = resources.ToImmutable(),
            Types = analyzer._types.ToImmutableSortedDictionary(type => $"{metadata.Name}:index:{type.Key}", type => type.Value),
        };
    }

    public static Type? FindComponentType(string name, Assembly assembly, Type[]? componentTypes = null)
        => (componentTypes ?? []).Concat(ComponentTypes(assembly)).FirstOrDefault(type => type.Name == name);

    private static IEnumerable<Type> ComponentTypes(Assembly assembly)
        => assembly.GetTypes().Where(type => typeof(ComponentResource).IsAssignableFrom(type) && !type.IsAbstract);

    private static void Check(Metadata? metadata)
    {
        if (string.IsNullOrWhiteSpace(metadata?.Name))
        {
            throw new ArgumentException("Package name cannot be empty or whitespace", nameof(metadata));
        }
        if (!PackageName().IsMatch(metadata.Name))
        {
            throw new ArgumentException(
                "Package name must start with a letter and contain only letters, numbers, hyphens, and underscores", nameof(metadata));
        }
        if (metadata.Namespace is not null && !NamespaceName().IsMatch(metadata.Namespace))
        {
            throw new ArgumentException(
                "Namespace must start with a letter and contain only lowercase letters, numbers and hyphens", nameof(metadata));
        }
    }

    private ResourceSpec Analyze(Type component)
    {
        if (!typeof(ComponentResource).IsAssignableFrom(component))
        {
            throw new ArgumentException($"Type {component.Name} must inherit from ComponentResource");
        }
        var args = component.GetConstructors()
            .Select(constructor => constructor.GetParameters())
            .Where(parameters => parameters.Length == 3
                && typeof(ResourceArgs).IsAssignableFrom(parameters[1].ParameterType)
                && typeof(ComponentResourceOptions).IsAssignableFrom(parameters[2].ParameterType))
            .Select(parameters => parameters[1].ParameterType)
            .FirstOrDefault()
            ?? throw new ArgumentException(
                $"Component {component.Name} must have a constructor with exactly three parameters: "
                + "a string name, a parameter that extends ResourceArgs, and ComponentResourceOptions");
        var inputs = Members(args);
        var outputs = Members(component);
        return new(inputs.Properties, inputs.Required, outputs.Properties, outputs.Required);
    }

    private (Dictionary<string, PropertySpec> Properties, HashSet<string> Required) Members(Type type)
    {
        var properties = new Dictionary<string, PropertySpec>();
        var required = new HashSet<string>();
        foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance))
        {
            var memberType = (member as PropertyInfo)?.PropertyType ?? (member as FieldInfo)?.FieldType;
            if (memberType is null || s_baseTypes.Contains(member.DeclaringType!))
            {
                continue;
            }
            var input = member.GetCustomAttribute<InputAttribute>();
            var output = member.GetCustomAttribute<OutputAttribute>();
            var name = !string.IsNullOrEmpty(input?.Name) ? input.Name
                : !string.IsNullOrEmpty(output?.Name) ? output.Name
                : throw new ArgumentException($"Property {member.Name} has no Input or Output attribute");
            properties[name] = PropertySpec.From(TypeOf(memberType, $"{type.Name}.{member.Name}", output is not null));
            if (input?.IsRequired ?? IsRequiredOutput(member, memberType))
            {
                required.Add(name);
            }
        }
        return (properties, required);
    }

    private static bool IsRequiredOutput(MemberInfo member, Type type)
        => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Output<>)
            && (type.GenericTypeArguments[0].IsValueType
                ? Nullable.GetUnderlyingType(type.GenericTypeArguments[0]) is null
                : !member.IsDefined(typeof(NullableAttribute)));

    private TypeSpec TypeOf(Type type, string context, bool isOutput)
    {
        if (s_builtins.TryGetValue(type, out var builtin))
        {
            return TypeSpec.CreateBuiltin(builtin, !isOutput);
        }
        if (s_references.TryGetValue(type, out var reference))
        {
            return TypeSpec.CreateReference(reference, !isOutput);
        }
        if (typeof(CustomResource).IsAssignableFrom(type))
        {
            throw new ArgumentException($"Resource references are not supported yet: found type '{type.Name}' for '{context}'");
        }
        if (type.IsArray)
        {
            return TypeSpec.CreateArray(TypeOf(type.GetElementType()!, context, isOutput));
        }
        return (type.IsGenericType ? GenericTypeOf(type, context, isOutput) : null)
            ?? (type is { IsInterface: false, IsPrimitive: false } && type.Namespace?.StartsWith("System", StringComparison.Ordinal) is not true
                ? TypeSpec.CreateReference(Define(type), !isOutput)
                : throw new ArgumentException($"Type '{type.FullName}' is not supported as a parameter type"));
    }

    private TypeSpec? GenericTypeOf(Type type, string context, bool isOutput)
    {
        var definition = type.GetGenericTypeDefinition();
        var inner = type.GenericTypeArguments[0];
        if (definition == typeof(Output<>))
        {
            return isOutput
                ? TypeOf(inner, context, isOutput: true)
                : throw new ArgumentException($"Output<T> can only be used for output properties: {context}");
        }
        if (definition == typeof(Input<>) || definition == typeof(InputMap<>) || definition == typeof(InputList<>))
        {
            if (isOutput)
            {
                throw new ArgumentException($"{type.Name.Split('`')[0]}<T> can only be used for input properties: {context}");
            }
            var element = TypeOf(inner, context, isOutput: false) with { Plain = null };
            return definition == typeof(Input<>) ? element
                : definition == typeof(InputMap<>) ? TypeSpec.CreateDictionary(element)
                : TypeSpec.CreateArray(element);
        }
        if (definition == typeof(Nullable<>))
        {
            return TypeOf(inner, context, isOutput);
        }
        if (definition == typeof(List<>) || definition == typeof(IList<>))
        {
            return TypeSpec.CreateArray(TypeOf(inner, context, isOutput));
        }
        if (definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>))
        {
            return inner == typeof(string)
                ? TypeSpec.CreateDictionary(TypeOf(type.GenericTypeArguments[1], context, isOutput))
                : throw new ArgumentException($"Dictionary keys must be strings, got '{inner.Name}' for '{context}'");
        }
        return null;
    }

    /// <summary>Adds the type to the package once, also when it contains itself.</summary>
    private string Define(Type type)
    {
        var name = type.Name.EndsWith("Args", StringComparison.Ordinal) ? type.Name[..^"Args".Length] : type.Name;
        if (_types.TryAdd(name, ComplexTypeSpec.CreateObject([], [])))
        {
            var (properties, required) = Members(type);
            _types[name] = ComplexTypeSpec.CreateObject(properties, required);
        }
        return $"#/types/{_package}:index:{name}";
    }

    [GeneratedRegex("^[a-zA-Z][-a-zA-Z0-9_]*$")]
    private static partial Regex PackageName();

    [GeneratedRegex("^[a-z][-a-z0-9]*$")]
    private static partial Regex NamespaceName();
}
