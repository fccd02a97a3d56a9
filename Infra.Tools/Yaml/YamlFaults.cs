using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Infra.Tools.Yaml;

/// <summary>Every fault of a file that a person writes, so that its author corrects them in one go.</summary>
/// <param name="code">The error's code.</param>
/// <param name="consequence">What is not done for them, such as <c>nothing is made</c>.</param>
/// <param name="hint">Where a sound file is to be seen.</param>
internal sealed class YamlFaults(string code, string consequence, string hint)
{
    private readonly List<(long Line, string Text)> _faults = [];

    public void Add(YamlNode where, string what) => _faults.Add((where.Start.Line, what));

    /// <summary>The one document of a file; null, and a fault, where it holds something else.</summary>
    public YamlNode? Document(string text, string expected)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents.Count == 1) { return yaml.Documents[0].RootNode; }
            _faults.Add((1, $"the file holds {yaml.Documents.Count} documents; give exactly one, with {expected}"));
        }
        catch (YamlException e)
        {
            _faults.Add((e.Start.Line, $"not YAML: {(e.InnerException ?? e).Message.TrimEnd('.')}"));
        }

        return null;
    }

    public void ThrowIfAny(string path)
    {
        if (_faults.Count == 0) { return; }
        var lines = _faults.OrderBy(fault => fault.Line).Select(fault => $"line {fault.Line}: {fault.Text}");
        throw new ToolException(ExitCodes.Refused, code, $"'{path}' has {_faults.Count} fault{(_faults.Count == 1 ? "" : "s")}; {consequence}\n  {string.Join("\n  ", lines)}", hint);
    }
}
