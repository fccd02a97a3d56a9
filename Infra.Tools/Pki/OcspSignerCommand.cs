using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki ocsp-signer</c>: the next signer of the authority's OCSP answers, before the last one ends; a responder that runs takes it up.</summary>
internal static class OcspSignerCommand
{
    private const int DefaultDays = 90;

    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var authority = new AuthorityOptions();
        var days = new Option<int?>("--days") { Description = $"Life of its certificate; short, since nobody can revoke it. Default: the last one's, or {DefaultDays}." };
        var key = new Option<string?>("--key") { Description = "Its key. Default: of the last one's kind, or ec-p256." };
        var commonName = new Option<string?>("--common-name") { Description = "Its name below the authority's. Default: the last one's subject." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("ocsp-signer", "Make the authority's next OCSP signer; it takes the last one's place.") { days, key, commonName, json };
        authority.AddTo(command);
        days.RequireRange(1, 3_650);
        key.AcceptOnlyFromAmong([.. KeyNames.All.Keys]);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var folder = authority.Folder(parsed);
            var last = folder.OcspSigner();
            using var issuer = authority.Unlock(parsed, console, clock);
            var wish = new OcspSignerWish(
                Subject(parsed.GetValue(commonName), last, issuer, folder),
                parsed.GetValue(key) is { } kind ? KeyNames.All[kind] : last?.KeyAlgorithm ?? KeyAlgorithm.EcP256,
                TimeSpan.FromDays(parsed.GetValue(days) ?? last?.Days ?? DefaultDays));
            using var certificate = folder.IssueOcspSigner(issuer, wish, clock);
            var lines = CertificateLines.Of(certificate);
            var (certificatePath, keyPath) = (folder.PathOf(AuthorityFolder.OcspCertificateName), folder.PathOf(AuthorityFolder.OcspKeyName));
            console.Result(
                parsed.GetValue(json),
                new Made(lines.Subject, lines.SerialNumber, lines.NotAfter, certificatePath, keyPath),
                [.. lines.Text(), $"  files     {certificatePath}, {keyPath}", "  next      nothing: provision pki ocsp takes it up; other responders must be started anew"]);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static X500DistinguishedName Subject(string? commonName, OcspSignerInPlace? last, SoftwareAuthority issuer, AuthorityFolder folder) => (commonName, last) switch
    {
        ({ } name, _) => DistinguishedNames.WithCommonName(issuer.Subject, name),
        (null, { } signer) => signer.Subject,
        _ => throw new ToolException(ExitCodes.Usage, "ocsp-signer-unnamed", $"'{folder.PathOf(AuthorityFolder.OcspCertificateName)}' is not there, so there is no name to take over",
            "name the authority's first signer: --common-name \"WidgIoT OCSP responder\""),
    };

    private sealed record Made(string Subject, string SerialNumber, DateTime NotAfter, string CertificatePath, string KeyPath);
}
