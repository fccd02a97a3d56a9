using System.CommandLine;
using Infra.Tools.Pki.Ceremonies;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki init</c>: makes a product line's offline authorities from one reviewed file.</summary>
internal static class InitCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var ceremony = new Argument<string>("ceremony") { Description = "The ceremony's YAML file; docs/ceremonies/widgiot.yaml is one with comments." };
        var folder = new Option<string>("--out") { Description = "Folder for root/ and intermediate/. Nothing in it is ever replaced.", Required = true };
        var passphrase = new PassphraseOptions("--passphrase", "the root's and the intermediate's keys");
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("init", "Make root, product intermediate and OCSP signers from a reviewed file.") { ceremony, folder, json };
        passphrase.AddTo(command);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var path = parsed.GetRequiredValue(ceremony);
            var plan = CeremonyFile.Read(path, ToolFiles.ReadText(path));
            var files = new CeremonyRun(plan, parsed.GetRequiredValue(folder), passphrase.Choose(parsed, console), clock).Make();
            // No --force here: a root's key that is replaced by a slip is gone.
            ToolFiles.Write(force: false, [.. files]);
            console.Result(
                parsed.GetValue(json),
                new Made(plan.Root.Subject.Name, plan.Intermediate.Subject.Name, [.. files.Select(file => new MadeFile(file.Path, CeremonyRun.Sha256(file)))]),
                [
                    $"made: {plan.Root.Subject.Name} ({plan.Root.Days} days)",
                    $"made: {plan.Intermediate.Subject.Name} ({plan.Intermediate.Days} days), signed by it",
                    .. files.Select(file => $"  {CeremonyRun.Sha256(file)}  {file.Path}"),
                ]);
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Made(string Root, string Intermediate, IReadOnlyList<MadeFile> Files);

    private sealed record MadeFile(string Path, string Sha256);
}
