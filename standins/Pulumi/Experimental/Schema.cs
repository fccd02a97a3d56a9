using System.Text.Json.Serialization;

namespace Pulumi.Experimental.Provider;

/// <summary>A package's schema, as far as components need it.</summary>
public record PackageSpec
{
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("namespace")]
    public string Namespace { get; init; } = "";

    [JsonPropertyName("displayName")]
    public string DisplayName { get; init; } = "";

    [JsonPropertyName("version")]
    public string Version { get; init; } = "";

    [JsonPropertyName("resources")]
    public ImmutableSortedDictionary<string, ResourceSpec> Resources { get; init; } = ImmutableSortedDictionary<string, ResourceSpec>.Empty;

    [JsonPropertyName("types")]
    public ImmutableSortedDictionary<string, ComplexTypeSpec> Types { get; init; } = ImmutableSortedDictionary<string, ComplexTypeSpec>.Empty;

    [JsonPropertyName("language")]
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object>> Language { get; init; }
        = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object>>.Empty;
}

public record ObjectTypeSpec
{
    [JsonPropertyName("type")]
    public string Type { get; init; } = "";

    [JsonPropertyName("properties")]
    public ImmutableSortedDictionary<string, PropertySpec> Properties { get; init; } = ImmutableSortedDictionary<string, PropertySpec>.Empty;

    [JsonPropertyName("required")]
    public ImmutableSortedSet<string> Required { get; init; } = [];
}

public record ResourceSpec : ObjectTypeSpec
{
    public ResourceSpec(
        Dictionary<string, PropertySpec> inputProperties,
        HashSet<string> requiredInputs,
        Dictionary<string, PropertySpec> properties,
        HashSet<string> required)
    {
        IsComponent = true;
        Type = BuiltinTypeSpec.Object;
        InputProperties = inputProperties.ToImmutableSortedDictionary();
        RequiredInputs = [.. requiredInputs];
        Properties = properties.ToImmutableSortedDictionary();
        Required = [.. required];
    }

    [JsonPropertyName("isComponent")]
    public bool IsComponent { get; init; }

    [JsonPropertyName("inputProperties")]
    public ImmutableSortedDictionary<string, PropertySpec> InputProperties { get; init; }

    [JsonPropertyName("requiredInputs")]
    public ImmutableSortedSet<string> RequiredInputs { get; init; }
}

public record ComplexTypeSpec : ObjectTypeSpec
{
    private ComplexTypeSpec()
    {
    }

    public static ComplexTypeSpec CreateObject(Dictionary<string, PropertySpec> properties, HashSet<string> required) => new()
    {
        Type = BuiltinTypeSpec.Object,
        Properties = properties.ToImmutableSortedDictionary(),
        Required = [.. required],
    };
}

public record TypeSpec
{
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("items")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TypeSpec? Items { get; init; }

    [JsonPropertyName("additionalProperties")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TypeSpec? AdditionalProperties { get; init; }

    [JsonPropertyName("$ref")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ref { get; init; }

    [JsonPropertyName("plain")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool? Plain { get; init; }

    public static TypeSpec CreateBuiltin(string type, bool? plain = null) => new() { Type = type, Plain = plain is true ? true : null };

    public static TypeSpec CreateReference(string reference, bool? plain = null)
        => new() { Ref = reference, Plain = plain is true ? true : null };

    public static TypeSpec CreateArray(TypeSpec items) => new() { Type = "array", Items = items };

    public static TypeSpec CreateDictionary(TypeSpec additionalProperties)
        => new() { Type = BuiltinTypeSpec.Object, AdditionalProperties = additionalProperties };
}

public record PropertySpec : TypeSpec
{
    public static PropertySpec String => CreateBuiltin(BuiltinTypeSpec.String);

    public static PropertySpec Integer => CreateBuiltin(BuiltinTypeSpec.Integer);

    public static PropertySpec Number => CreateBuiltin(BuiltinTypeSpec.Number);

    public static PropertySpec Boolean => CreateBuiltin(BuiltinTypeSpec.Boolean);

    public static new PropertySpec CreateBuiltin(string type, bool? plain = null) => From(TypeSpec.CreateBuiltin(type, plain));

    public static new PropertySpec CreateReference(string reference, bool? plain = null) => From(TypeSpec.CreateReference(reference, plain));

    public static new PropertySpec CreateArray(TypeSpec items) => From(TypeSpec.CreateArray(items));

    public static new PropertySpec CreateDictionary(TypeSpec additionalProperties) => From(TypeSpec.CreateDictionary(additionalProperties));

    internal static PropertySpec From(TypeSpec type) => new()
    {
        Type = type.Type,
        Items = type.Items,
        AdditionalProperties = type.AdditionalProperties,
        Ref = type.Ref,
        Plain = type.Plain,
    };
}

public static class BuiltinTypeSpec
{
    public const string Object = "object";
    public const string String = "string";
    public const string Integer = "integer";
    public const string Number = "number";
    public const string Boolean = "boolean";
}
