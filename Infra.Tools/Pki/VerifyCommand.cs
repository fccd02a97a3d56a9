using System.CommandLine;
using Infra.Pki;
using Infra.Pki.Revocation;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki verify</c>: does a certificate hold now, under this root and by these revocation lists?</summary>
internal static class VerifyCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var file = new Argument<string>("certificate") { Description = "The certificate, then perhaps its issuers, PEM." };
        var root = new Option<string>("--root") { Description = "The only certificate that is trusted, PEM.", Required = true };
        var chain = new Option<string?>("--chain") { Description = "Issuers between the two, PEM, in any order." };
        var lists = new Option<string[]>("--crl") { Description = "Revocation lists, PEM or DER. With one given, every certificate of the path needs its issuer's.", DefaultValueFactory = _ => [] };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("verify", "Check a certificate's path and revocation.") { file, root, chain, lists, json };
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var given = Infra.Pki.Pem.Certificates(ToolFiles.Read(parsed.GetRequiredValue(file), console.Input));
            var anchor = Infra.Pki.Pem.Certificates(ToolFiles.Read(parsed.GetRequiredValue(root), TextReader.Null));
            var between = parsed.GetValue(chain) is { } path ? Infra.Pki.Pem.Certificates(ToolFiles.Read(path, TextReader.Null)) : [];
            var objections = ChainCheck.Objections(
                given[0], [.. given.Skip(1), .. between], anchor[0],
                [.. parsed.GetRequiredValue(lists).Select(list => RevocationList.Read(ToolFiles.Read(list, TextReader.Null)))], clock);
            console.Result(
                parsed.GetValue(json),
                new Verdict(objections.Count == 0, given[0].Subject, objections),
                [objections.Count == 0 ? $"holds: {given[0].Subject}" : $"refused: {given[0].Subject}", .. objections.Select(objection => $"  {objection}")]);
            return objections.Count == 0 ? ExitCodes.Done : ExitCodes.Refused;
        }));
        return command;
    }

    private sealed record Verdict(bool Holds, string Subject, IReadOnlyList<string> Objections);
}
