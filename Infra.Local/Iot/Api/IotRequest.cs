using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Aws;

namespace Infra.Local.Iot.Api;

/// <summary>One request as an operation reads it: path labels, query, headers and JSON body, each with the model's member names.</summary>
internal sealed class IotRequest(AwsCall call, IotRegion region, IReadOnlyDictionary<string, string> labels)
{
    private readonly Lazy<JsonObject> body = new(call.Json);

    public AwsCall Call => call;

    public IotRegion Region => region;

    public string Label(string name) => labels[name];

    public string? Query(string name) => call.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public bool Flag(string query) => Query(query) is { } value && (bool.TryParse(value, out var flag) ? flag : throw IotErrors.Invalid($"{query} '{value}' is neither true nor false"));

    public long? Number(string query) => Query(query) is not { } value
        ? null
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw IotErrors.Invalid($"{query} '{value}' is not a number");

    /// <summary>The certificate or group that the x-amzn-principal header names.</summary>
    public string Principal => call.Request.Headers.TryGetValue("x-amzn-principal", out var value) ? value.ToString() : throw IotErrors.Invalid("principal is missing");

    public JsonObject? Member(string name) => body.Value[name] switch
    {
        null => null,
        JsonObject member => member,
        _ => throw IotErrors.Invalid($"{name} is not an object"),
    };

    public JsonArray? Items(string name) => body.Value[name] switch
    {
        null => null,
        JsonArray items => items,
        _ => throw IotErrors.Invalid($"{name} is not a list"),
    };

    public string? Text(string name) => Text(body.Value, name);

    public ImmutableArray<string> Texts(string name) => List(body.Value[name]);

    public bool? Truth(string name) => Truth(body.Value, name);

    public long? Integer(string name) => body.Value[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out long number) => number,
        _ => throw IotErrors.Invalid($"{name} is not a number"),
    };

    public static string? Text(JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw IotErrors.Invalid($"{name} is not a text"),
    };

    public static bool? Truth(JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        _ => throw IotErrors.Invalid($"{name} is neither true nor false"),
    };

    /// <summary>An object of texts, such as attributes or parameters.</summary>
    public static ImmutableSortedDictionary<string, string> Texts(JsonObject? from) =>
        from is null
            ? ImmutableSortedDictionary<string, string>.Empty
            : from.ToImmutableSortedDictionary(field => field.Key, field => Text(from, field.Key) ?? throw IotErrors.Invalid($"{field.Key} has no value"), StringComparer.Ordinal);

    /// <summary>A list of texts.</summary>
    public static ImmutableArray<string> List(JsonNode? from) => from switch
    {
        null => [],
        JsonArray items => [.. items.Select(item => item?.ToString() ?? throw IotErrors.Invalid("a list holds null"))],
        _ => throw IotErrors.Invalid("a list is expected"),
    };
}
