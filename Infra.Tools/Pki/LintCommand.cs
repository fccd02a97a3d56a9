using System.CommandLine;
using Infra.Pki;
using Infra.Pki.Revocation;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki lint</c>: the rules that our authorities keep before they sign, held against anybody's certificate or list.</summary>
internal static class LintCommand
{
    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string>("file") { Description = "A certificate or a revocation list, PEM." };
        var issuer = new Option<string?>("--issuer") { Description = "The issuer's certificate, PEM; those above it may follow, since their name constraints bind too. Left out for a self-signed root." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("lint", "Hold a certificate or revocation list against the rules, each with its citation.") { file, issuer, json };
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var text = ToolFiles.Read(parsed.GetRequiredValue(file), console.Input);
            var by = parsed.GetValue(issuer) is { } path ? Infra.Pki.Pem.Certificates(ToolFiles.Read(path, TextReader.Null)) : [];
            var findings = text.Contains($"-----BEGIN {RevocationList.PemLabel}-----", StringComparison.Ordinal)
                ? ChainCheck.LintFindings(RevocationList.Read(text), by is [var own, ..] ? own
                    : throw new ToolException(ExitCodes.Usage, "issuer-missing", "a revocation list is linted with its issuer's certificate", "--issuer certificate.pem"))
                : ChainCheck.LintFindings(Infra.Pki.Pem.Certificates(text)[0], by.AsSpan());
            console.Result(
                parsed.GetValue(json),
                new Verdict(findings.Count == 0, findings),
                [findings.Count == 0 ? "sound: it breaks no rule" : $"breaks {findings.Count} rule{(findings.Count == 1 ? "" : "s")}:", .. findings.Select(finding => $"  {finding}")]);
            return findings.Count == 0 ? ExitCodes.Done : ExitCodes.Refused;
        }));
        return command;
    }

    private sealed record Verdict(bool Sound, IReadOnlyList<string> Findings);
}
