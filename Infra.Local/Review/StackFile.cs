using System.Text.Json.Nodes;
using Infra.Local.Run;
using YamlDotNet.RepresentationModel;

namespace Infra.Local.Review;

/// <summary>Reads the repository's project and stack files as Pulumi does.</summary>
internal static class StackFile
{
    /// <summary>A stack file's values, as the program gets them.</summary>
    public static IEnumerable<(string Key, string Value)> Values(string file) => Entries(file).Select(entry => (entry.Key, Configuration(entry.Value)));

    /// <summary>The entries under <c>config</c>.</summary>
    public static IEnumerable<(string Key, YamlNode Value)> Entries(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(LocalPaths.Root, file))));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        return ((YamlMappingNode)root.Children["config"]).Children.Select(child => (((YamlScalarNode)child.Key).Value!, child.Value));
    }

    /// <summary>Scalars are handed over as text, structures as JSON.</summary>
    public static string Configuration(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value!,
        _ => Json(node).ToJsonString(),
    };

    private static JsonNode Json(YamlNode node) => node switch
    {
        YamlScalarNode scalar => JsonValue.Create(scalar.Value!),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create<string, JsonNode?>(((YamlScalarNode)child.Key).Value!, Json(child.Value)))),
        _ => throw new NotSupportedException($"{node.NodeType} in a stack's file"),
    };
}
