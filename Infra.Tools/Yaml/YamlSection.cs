using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Infra.Tools.Yaml;

/// <summary>One mapping of a file that a person writes. What is wrong goes to the faults, and reading goes on with a stand-in value.</summary>
internal sealed class YamlSection(YamlNode node, string path, YamlFaults faults)
{
    private readonly YamlMappingNode? _map = node as YamlMappingNode;

    public YamlNode Node => node;

    /// <summary>For messages, such as <c>intermediate.ocspSigner</c>.</summary>
    public string Path => path;

    public YamlFaults Faults => faults;

    /// <summary>A misspelt key would silently be a default; so it is a fault.</summary>
    public YamlSection Allow(params ReadOnlySpan<string> keys)
    {
        if (_map is null)
        {
            faults.Add(node, $"{path} must be a mapping with {string.Join(", ", keys)}");
            return this;
        }

        foreach (var (key, _) in _map.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } || !keys.Contains(name))
            {
                faults.Add(key, $"{Below(key.ToString())} is not known; {(path.Length == 0 ? "the file" : path)} takes {string.Join(", ", keys)}");
            }
        }

        return this;
    }

    public bool Has(string key) => Child(key) is not null;

    public YamlSection? Optional(string key) => Child(key) is { } child ? new(child, Below(key), faults) : null;

    public YamlSection? Required(string key)
    {
        if (Optional(key) is { } section) { return section; }
        if (_map is not null) { faults.Add(node, $"{Below(key)} is missing"); }
        return null;
    }

    public IEnumerable<YamlSection> Items(string key)
    {
        switch (Child(key))
        {
            case null: return [];
            case YamlSequenceNode list: return list.Children.Select((item, index) => new YamlSection(item, $"{Below(key)}[{index}]", faults));
            case { } other:
                faults.Add(other, $"{Below(key)} must be a list");
                return [];
        }
    }

    /// <summary>The node's own text, for items of lists.</summary>
    public string? Text()
    {
        if (node is YamlScalarNode { Value: { Length: > 0 } text }) { return text; }
        faults.Add(node, $"{path} must be a text that is not empty");
        return null;
    }

    public string? Text(string key) => Optional(key)?.Text();

    public int? Number(string key, int least, int most)
    {
        if (Optional(key) is not { } value) { return null; }
        if (value.Node is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        faults.Add(value.Node, $"{value.Path} must be a whole number from {least} to {most}, is '{value.Node}'");
        return null;
    }

    public T? OneOf<T>(string key, IReadOnlyDictionary<string, T> choices) where T : struct
    {
        if (Required(key) is not { } value) { return null; }
        if (value.Node is YamlScalarNode { Value: { } text } && choices.TryGetValue(text, out var choice)) { return choice; }
        faults.Add(value.Node, $"{value.Path} must be one of {string.Join(", ", choices.Keys)}, is '{value.Node}'");
        return null;
    }

    /// <summary>The node's own text, which must be one of a few.</summary>
    public string? OneOf(IReadOnlyCollection<string> choices)
    {
        if (node is YamlScalarNode { Value: { } text } && choices.Contains(text)) { return text; }
        faults.Add(node, $"{path} must be one of {string.Join(", ", choices)}, is '{node}'");
        return null;
    }

    /// <summary>Relying parties fetch these before they trust anything, so https would need what it is to deliver (RFC 5280 8).</summary>
    public Uri? Url(string key)
    {
        if (Optional(key) is not { } value) { return null; }
        if (value.Text() is not { } text) { return null; }
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.Host.Contains('.', StringComparison.Ordinal)) { return url; }
        faults.Add(value.Node, $"{value.Path} must be an http URL with a full host name, is '{text}'");
        return null;
    }

    private YamlNode? Child(string key) =>
        _map is not null && _map.Children.TryGetValue(new YamlScalarNode(key), out var child) && child is not YamlScalarNode { Value: null } ? child : null;

    private string Below(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
