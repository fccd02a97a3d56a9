using System.Text.Json.Nodes;

namespace Infra.Tests.Program.CloudFormation;

/// <summary>How a resource of Pulumi's AWS provider reads as one of CloudFormation: the same properties, but for what is said here.</summary>
/// <param name="Pulumi">The type token.</param>
/// <param name="Name">The CloudFormation type.</param>
internal sealed record CloudFormationType(string Pulumi, string Name)
{
    /// <summary>Properties, by path, whose name differs by more than its first letter.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Properties, by path, whose keys are data: documents and maps.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Properties, by path, that CloudFormation takes as JSON text (golden files unfold them).</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Properties that CloudFormation does not have, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Without { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes of shape, before the names are changed. Default: none.</summary>
    public Action<JsonObject> Shape { get; init; } = _ => { };

    /// <summary>Which resources of the type it is for. Default: all.</summary>
    public Func<JsonObject, bool> When { get; init; } = _ => true;

    /// <summary>A resource of a template.</summary>
    public JsonObject Of(JsonObject inputs)
    {
        var shaped = (JsonObject)inputs.DeepClone();
        // The region is the stack's in CloudFormation.
        foreach (var property in (string[])["region", .. Without.Keys]) { shaped.Remove(property); }
        Shape(shaped);
        return new() { ["Type"] = Name, ["Properties"] = Renamed(shaped, "") };
    }

    private JsonNode? Renamed(JsonNode? node, string path) => node switch
    {
        JsonObject map when path == "tags" => new JsonArray([.. map.Select(tag => (JsonNode)new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value?.DeepClone() })]),
        JsonObject map when Texts.Contains(path) => map.ToJsonString(),
        JsonObject map when Data.Contains(path) => map.DeepClone(),
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(Named(entry.Key, Below(path, entry.Key)), Renamed(entry.Value, Below(path, entry.Key))))),
        JsonArray list => new JsonArray([.. list.Select(item => Renamed(item, path))]),
        _ => node?.DeepClone(),
    };

    private string Named(string key, string path) => Names.GetValueOrDefault(path) ?? char.ToUpperInvariant(key[0]) + key[1..];

    private static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
