using System.Text.Json;
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
        YamlSequenceNode list => JsonSerializer.Serialize(list.Children.Select(child => ((YamlScalarNode)child).Value)),
        YamlMappingNode map => JsonSerializer.Serialize(map.Children.ToDictionary(child => ((YamlScalarNode)child.Key).Value!, child => ((YamlScalarNode)child.Value).Value)),
        _ => throw new NotSupportedException($"{node.NodeType} in a stack's file"),
    };
}
