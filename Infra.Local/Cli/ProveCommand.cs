using System.CommandLine;
using System.Text.Json;
using Infra.Local.Proof;

namespace Infra.Local.Cli;

/// <summary><c>./infra prove</c>.</summary>
internal static class ProveCommand
{
    /// <summary>0: the policies are sufficient, and nothing in them is spare. 1: not so, or the run broke. 2: the command line is wrong.</summary>
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "write the proof to stdout as JSON; progress goes to stderr" };
        var command = new Command("prove", "Removes each permission of the deployed policies in turn and shows what then fails.") { json };
        command.SetAction((parsed, cancellationToken) => Terminal.GuardedAsync(() => RunAsync(parsed.GetValue(json), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancellationToken)
    {
        var (console, view) = Terminal.Open(stdoutIsForJson: json);
        var report = await new ProofRun(view).RunAsync(cancellationToken);
        if (json) { Console.Out.WriteLine(JsonSerializer.Serialize(report, ProofJson.Default.ProofReport)); } else { ProofTable.Write(console, report); }
        return report.Succeeded ? 0 : 1;
    }
}
