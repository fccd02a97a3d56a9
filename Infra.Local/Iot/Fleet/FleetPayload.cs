using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Aws;

namespace Infra.Local.Iot.Fleet;

/// <summary>Reads the JSON payloads of fleet provisioning.</summary>
internal static class FleetPayload
{
    /// <summary>The payload as an object; an empty one is an empty object.</summary>
    public static JsonObject Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty) { return []; }
        try
        {
            return JsonNode.Parse(payload.Span, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw NotAnObject();
        }
        catch (JsonException)
        {
            throw NotAnObject();
        }

        static AwsException NotAnObject() => new(400, "InvalidPayload", "the payload is not a JSON object");
    }

    public static string Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw IotErrors.Invalid($"{name} is missing");

    /// <summary>A flat object of texts.</summary>
    public static ImmutableDictionary<string, string> Texts(JsonObject fields, string what) => fields.ToImmutableDictionary(
        field => field.Key,
        field => field.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw IotErrors.Invalid($"{what} '{field.Key}' is not a text"),
        StringComparer.Ordinal);
}
