using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Infra.Local.Iot.Api;

/// <summary>Values of REST-JSON answers.</summary>
internal static class Json
{
    /// <summary>An object without its null members: an absent member, not a null one, is what AWS writes.</summary>
    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var built = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null) { built[name] = value; }
        }
        return built;
    }

    /// <summary>A timestamp: seconds since 1970 with a fraction.</summary>
    public static JsonNode Time(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    public static JsonArray List(ImmutableArray<string> items) => [.. items.Select(item => JsonValue.Create(item))];
}
