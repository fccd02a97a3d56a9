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

    /// <summary>
    /// The policies by file name: <c>{role}.json</c> has all statements that a role's inline policies give it, <c>iot-{policy}.json</c> what devices may do.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Policies(Recorder recorder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in recorder.All("aws:iam/role:Role"))
        {
            var statements = recorder.All("aws:iam/rolePolicy:RolePolicy")
                .Where(policy => policy.Text("role") == role.Text("name"))
                .SelectMany(policy => JsonNode.Parse(policy.Text("policy"))!["Statement"]!.AsArray())
                .Select(statement => statement!.DeepClone())
                .ToArray();
            if (statements.Length > 0)
            {
                files[$"{role.Name}.json"] = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString(Indented);
            }
        }
        foreach (var policy in recorder.All("aws:iot/policy:Policy"))
        {
            files[$"iot-{policy.Name}.json"] = JsonNode.Parse(policy.Text("policy"))!.ToJsonString(Indented);
        }
        return files;
    }

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
