using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Infra.Tools.Pki.Ceremonies;

/// <summary>Every fault of a ceremony's file, so that its author corrects them in one go.</summary>
internal sealed class CeremonyFaults
{
    private readonly List<(long Line, string Text)> _faults = [];

    public void Add(YamlNode where, string what) => _faults.Add((where.Start.Line, what));

    public void Add(YamlException e) => _faults.Add((e.Start.Line, $"not YAML: {(e.InnerException ?? e).Message.TrimEnd('.')}"));

    public void ThrowIfAny(string path)
    {
        if (_faults.Count == 0) { return; }
        var lines = _faults.OrderBy(fault => fault.Line).Select(fault => $"line {fault.Line}: {fault.Text}");
        throw new ToolException(ExitCodes.Refused, "ceremony-faulty", $"'{path}' has {_faults.Count} fault{(_faults.Count == 1 ? "" : "s")}; nothing is made\n  {string.Join("\n  ", lines)}",
            "docs/ceremonies/widgiot.yaml is a sound one, with comments");
    }
}
