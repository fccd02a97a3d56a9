using System.CommandLine;
using Infra.Pki.Revocation;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki inspect</c>: what the certificates, or the revocation list, of a file say.</summary>
internal static class InspectCommand
{
    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string>("file") { Description = "Certificates or a revocation list, PEM; - for standard input." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("inspect", "Show what certificates or a revocation list say.") { file, json };
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var text = ToolFiles.Read(parsed.GetRequiredValue(file), console.Input);
            if (text.Contains($"-----BEGIN {RevocationList.PemLabel}-----", StringComparison.Ordinal))
            {
                Show(console, RevocationList.Read(text), parsed.GetValue(json));
                return ExitCodes.Done;
            }

            var certificates = Infra.Pki.Pem.Certificates(text).Select(CertificateLines.Of).ToList();
            console.Result(parsed.GetValue(json), new Certificates(certificates), [.. certificates.SelectMany(certificate => certificate.Text())]);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Show(ToolConsole console, RevocationList list, bool json) => console.Result(
        json,
        new ShownList(list.Issuer.Name, list.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture), list.ThisUpdate, list.NextUpdate,
            [.. list.Revoked.Select(entry => new ShownEntry(entry.SerialNumber.ToLowerInvariant(), entry.RevokedAt, entry.Reason.ToString()))]),
        [
            $"revocation list {list.Number} of {list.Issuer.Name}",
            $"  from      {list.ThisUpdate:u}, next by {list.NextUpdate:u}",
            .. list.Revoked.Select(entry => $"  revoked   {entry.SerialNumber.ToLowerInvariant()} at {entry.RevokedAt:u}, {entry.Reason}"),
        ]);

    private sealed record Certificates(IReadOnlyList<CertificateLines> Items);

    private sealed record ShownList(string Issuer, string? Number, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, IReadOnlyList<ShownEntry> Revoked);

    private sealed record ShownEntry(string SerialNumber, DateTimeOffset RevokedAt, string Reason);
}
