using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulumi;

namespace Infra.Tests.Golden;

/// <summary>Renders what a program registers so that a change shows line by line.</summary>
internal static class GoldenText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every resource, sorted by type and name, inputs only, JSON texts unfolded.</summary>
    public static string Graph(Recorder recorder) => new JsonArray([.. recorder.Resources
        .Where(resource => !resource.Type.StartsWith("pulumi:", StringComparison.Ordinal))
        .Select(resource => (JsonNode)new JsonObject
        {
            ["type"] = resource.Type,
            ["name"] = resource.Name,
            ["inputs"] = Node(resource.Inputs),
        })]).ToJsonString(Indented);

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => Unfolded(text),
        bool flag => flag,
        double number => number,
        ImmutableDictionary<string, object> map => new JsonObject(map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Node(entry.Value)))),
        ImmutableArray<object> list => new JsonArray([.. list.Select(Node)]),
        AssetOrArchive code => code.GetType().Name,
        var other => throw new NotSupportedException($"a golden file cannot show a {other.GetType()}"),
    };

    private static JsonNode Unfolded(string text)
    {
        if (!text.StartsWith('{')) { return text; }
        try { return JsonNode.Parse(text)!; }
        catch (JsonException) { return text; }
    }
}
