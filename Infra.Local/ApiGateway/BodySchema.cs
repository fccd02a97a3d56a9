using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Local.ApiGateway;

/// <summary>
/// A model: JSON schema draft 4, as far as it says of an object which members it must and may have, and of texts what they look like. What it cannot
/// check it does not take, so that no rule is passed over in silence.
/// </summary>
internal sealed record BodySchema(string? Type, ImmutableArray<string> Required, bool TakesOthers, ImmutableDictionary<string, BodySchema> Properties, Regex? Pattern, int MinLength, int MaxLength)
{
    private static readonly string[] Notes = ["$schema", "id", "title", "description"];
    private static readonly string[] Rules = ["type", "required", "additionalProperties", "properties", "pattern", "minLength", "maxLength"];

    /// <summary>Reads a model; throws <see cref="FormatException"/> with what is not offered here.</summary>
    public static BodySchema Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            throw new FormatException("it is not JSON");
        }
    }

    /// <summary>Whether a body is as the model says.</summary>
    public bool Accepts(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Accepts(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static BodySchema Read(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) { throw new FormatException("it is not an object"); }
        if (schema.EnumerateObject().FirstOrDefault(rule => !Notes.Contains(rule.Name) && !Rules.Contains(rule.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
        {
            throw new FormatException($"'{other.Name}' is not checked here; use {string.Join(", ", Rules)}");
        }
        var type = schema.TryGetProperty("type", out var named) ? named.GetString() : null;
        if (type is not (null or "object" or "string")) { throw new FormatException($"type '{type}' is not checked here; use object, string"); }
        return new(
            type,
            schema.TryGetProperty("required", out var required) ? [.. required.EnumerateArray().Select(name => name.GetString()!)] : [],
            !schema.TryGetProperty("additionalProperties", out var others) || others.GetBoolean(),
            schema.TryGetProperty("properties", out var properties)
                ? properties.EnumerateObject().ToImmutableDictionary(property => property.Name, property => Read(property.Value))
                : ImmutableDictionary<string, BodySchema>.Empty,
            schema.TryGetProperty("pattern", out var pattern) ? new Regex(pattern.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) : null,
            schema.TryGetProperty("minLength", out var least) ? least.GetInt32() : 0,
            schema.TryGetProperty("maxLength", out var most) ? most.GetInt32() : int.MaxValue);
    }

    private bool Accepts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Type is null or "object"
            && Required.All(name => value.TryGetProperty(name, out _))
            && value.EnumerateObject().All(member => Properties.TryGetValue(member.Name, out var property) ? property.Accepts(member.Value) : TakesOthers),
        JsonValueKind.String => Type is null or "string" && value.GetString() is { } text
            && text.Length >= MinLength && text.Length <= MaxLength && Pattern?.IsMatch(text) != false,
        _ => Type is null,
    };
}
