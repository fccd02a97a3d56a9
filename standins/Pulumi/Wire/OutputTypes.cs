using System.Reflection;
using System.Text.Json;

namespace Pulumi;

/// <summary>Refuses output properties of a type that no engine value could become.</summary>
internal static class OutputTypes
{
    private static readonly HashSet<Type> s_simple =
    [
        typeof(bool), typeof(int), typeof(double), typeof(string), typeof(object),
        typeof(Asset), typeof(Archive), typeof(AssetOrArchive), typeof(JsonElement),
    ];

    public static void Check(string context, Type type) => Check(context, type, []);

    public static void Check(string context, Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || s_simple.Contains(type) || typeof(Resource).IsAssignableFrom(type)
            || (type.IsEnum && type.GetEnumUnderlyingType() == typeof(int)))
        {
            return;
        }
        if (type.IsValueType && type.IsDefined(typeof(EnumTypeAttribute)))
        {
            CheckEnumType(type);
        }
        else if (type.IsConstructedGenericType)
        {
            CheckGeneric(context, type, seen);
        }
        else if (type.IsInterface && type.IsDefined(typeof(DiscriminatedUnionDiscriminatorAttribute)))
        {
            CheckDiscriminated(type, seen);
        }
        else
        {
            CheckComposite(context, type, seen);
        }
    }

    private static void CheckEnumType(Type type)
    {
        var underlying = new[] { typeof(string), typeof(double) }.FirstOrDefault(candidate =>
            type.GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, [candidate]) is not null)
            ?? throw new InvalidOperationException(
                $"{type.FullName} had [{nameof(EnumTypeAttribute)}], but did not contain constructor with a single String or Double parameter.");
        if (type.GetMethod("op_Explicit", BindingFlags.Public | BindingFlags.Static, [type])?.ReturnType != underlying)
        {
            throw new InvalidOperationException(
                $"{type.FullName} had [{nameof(EnumTypeAttribute)}], but did not contain an explicit conversion operator to {underlying.FullName}.");
        }
    }

    private static void CheckGeneric(string context, Type type, HashSet<Type> seen)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GenericTypeArguments;
        if (definition == typeof(ImmutableDictionary<,>))
        {
            if (arguments[0] != typeof(string))
            {
                throw new InvalidOperationException(
                    $"{context} contains invalid type {type.FullName}:\n    The only allowed ImmutableDictionary 'TKey' type is 'String'.");
            }
            Check(context, arguments[1], seen);
            return;
        }
        if (definition != typeof(Nullable<>) && definition != typeof(Union<,>) && definition != typeof(ImmutableArray<>)
            && definition != typeof(Output<>))
        {
            throw new InvalidOperationException(
                $"{context} contains invalid type {type.FullName}:\n    The only generic types allowed are ImmutableArray<...> and ImmutableDictionary<string, ...>");
        }
        foreach (var argument in arguments)
        {
            Check(context, argument, seen);
        }
    }

    private static void CheckDiscriminated(Type type, HashSet<Type> seen)
    {
        foreach (var unionCase in type.GetCustomAttributes<DiscriminatedUnionCaseAttribute>())
        {
            if (!type.IsAssignableFrom(unionCase.Type))
            {
                throw new InvalidOperationException(
                    $"{type.FullName} had [{nameof(DiscriminatedUnionCaseAttribute)}(\"{unionCase.Tag}\")] with type {unionCase.Type.FullName} that is not assignable to {type.FullName}.");
            }
            Check($"{type.FullName}(\"{unionCase.Tag}\")", unionCase.Type, seen);
        }
    }

    private static void CheckComposite(string context, Type type, HashSet<Type> seen)
    {
        if (!type.IsDefined(typeof(OutputTypeAttribute)))
        {
            throw new InvalidOperationException(
                $"""
                {context} contains invalid type {type.FullName}. Allowed types are:
                    String, Boolean, Int32, Double,
                    Nullable<...>, ImmutableArray<...> and ImmutableDictionary<string, ...> or
                    a class explicitly marked with the [{nameof(OutputTypeAttribute)}].
                """);
        }
        var constructor = WireConverter.ConstructorOf(type)
            ?? throw new InvalidOperationException(
                $"{type.FullName} had [{nameof(OutputTypeAttribute)}], but did not contain constructor marked with [{nameof(OutputConstructorAttribute)}].");
        foreach (var parameter in constructor.GetParameters())
        {
            Check($"{type.FullName}({parameter.Name})", parameter.ParameterType, seen);
        }
    }
}
