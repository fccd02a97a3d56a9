using System.CommandLine;
using Infra.Pki;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki issue</c>: a certificate from a ceremony's authority, on record before it is signed.</summary>
internal static class IssueCommand
{
    /// <summary>A root signs itself, and AWS's proof of registration is made by the provider.</summary>
    private static readonly IReadOnlyDictionary<string, CertificateProfile> Profiles = CertificateProfile.All
        .Except([CertificateProfile.Root, CertificateProfile.Verification]).ToDictionary(profile => profile.Name, StringComparer.Ordinal);

    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var authority = new AuthorityOptions();
        var csr = new Option<string>("--csr") { Description = "The request, PEM. Its extensions are not looked at.", Required = true };
        var profile = new Option<string>("--profile") { Description = "What the certificate may be used for.", Required = true };
        var days = new Option<int>("--days") { Description = "Life of the certificate; it ends with its issuer at the latest.", Required = true };
        var folder = new Option<string>("--out") { Description = "Folder for certificate.pem and chain.pem (issuer first, root last).", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("issue", "Issue a certificate for a request.") { csr, profile, days, folder, force, json };
        authority.AddTo(command);
        profile.AcceptOnlyFromAmong([.. Profiles.Keys]);
        days.RequireRange(1, 36_500);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var request = CertificationRequests.Verify(Infra.Pki.Pem.Request(ToolFiles.Read(parsed.GetRequiredValue(csr), console.Input)));
            var certificatePath = Path.Combine(parsed.GetRequiredValue(folder), "certificate.pem");
            var chainPath = Path.Combine(parsed.GetRequiredValue(folder), "chain.pem");
            ToolFiles.RequireFree(parsed.GetValue(force), certificatePath, chainPath); // before anything is on record
            using var issuer = authority.Unlock(parsed, console, clock);
            var issued = authority.Folder(parsed).Issue(
                issuer, Profiles[parsed.GetRequiredValue(profile)], request,
                ValidityPeriod.FromNow(clock, TimeSpan.FromDays(parsed.GetRequiredValue(days))).CappedAt(issuer.NotAfter));
            ToolFiles.Write(parsed.GetValue(force), ToolFile.Public(certificatePath, issued.CertificatePem), ToolFile.Public(chainPath, issued.IssuerChainPem));
            var certificate = CertificateLines.Of(Infra.Pki.Pem.Certificates(issued.CertificatePem)[0]);
            console.Result(
                parsed.GetValue(json),
                new Issued(certificate.Subject, certificate.SerialNumber, certificate.NotAfter, certificatePath, chainPath),
                [.. certificate.Text(), $"  files     {certificatePath}, {chainPath}"]);
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Issued(string Subject, string SerialNumber, DateTime NotAfter, string CertificatePath, string ChainPath);
}
