using System.CommandLine;
using Infra.Pki;

namespace Infra.Tools.Commands;

/// <summary>
/// <c>provision pki sign</c>: the offline half of <c>Parent.Offline</c>. The stack exported its CA's request; the PKI admin signs it
/// here, on a machine without a network, and hands certificate and chain back as configuration.
/// </summary>
internal static class SignSubordinateCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var csr = new Option<string>("--csr") { Description = "The CA's request, PEM.", Required = true };
        var chain = new Option<string>("--parent-chain") { Description = "The parent's certificate, then its issuers up to the root, PEM.", Required = true };
        var key = new Option<string>("--parent-key") { Description = "The parent's private key, PEM, in a file that only you can read.", Required = true };
        var folder = new Option<string>("--out") { Description = "Folder for certificate.pem and chain.pem.", Required = true };
        var days = new Option<int>("--days") { Description = "Life of the certificate; it ends with its parent at the latest.", Required = true };
        var pathLength = new Option<int>("--path-length") { Description = "How many authorities may follow below.", DefaultValueFactory = _ => 0 };
        var force = new Option<bool>("--force") { Description = "Replace files that are there already." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("sign", "Sign a subordinate CA's request with an offline parent.") { csr, chain, key, folder, days, pathLength, force, json };
        command.Aliases.Add("sign-subordinate");
        days.RequireRange(1, 36_500);
        pathLength.RequireRange(0, 8);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var signed = Sign(
                ToolFiles.Read(parsed.GetRequiredValue(csr), console.Input),
                ToolFiles.Read(parsed.GetRequiredValue(chain), TextReader.Null),
                ToolFiles.ReadKey(parsed.GetRequiredValue(key)),
                TimeSpan.FromDays(parsed.GetRequiredValue(days)),
                parsed.GetValue(pathLength),
                clock);
            var certificatePath = Path.Combine(parsed.GetRequiredValue(folder), "certificate.pem");
            var chainPath = Path.Combine(parsed.GetRequiredValue(folder), "chain.pem");
            ToolFiles.Write(parsed.GetValue(force), ToolFile.Public(certificatePath, signed.CertificatePem), ToolFile.Public(chainPath, signed.IssuerChainPem));
            var certificate = Pem.Certificates(signed.CertificatePem)[0];
            var notAfter = certificate.NotAfter.ToUniversalTime();
            console.Result(
                parsed.GetValue(json),
                new Signed(certificate.Subject, certificate.Issuer, signed.SerialNumber.ToLowerInvariant(), notAfter, certificatePath, chainPath),
                $"signed: {certificate.Subject}",
                $"  by      {certificate.Issuer}",
                $"  serial  {signed.SerialNumber.ToLowerInvariant()}",
                $"  until   {notAfter:u}",
                $"  files   {certificatePath}, {chainPath}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static IssuedCertificate Sign(string csrPem, string chainPem, string keyPem, TimeSpan life, int pathLength, TimeProvider clock)
    {
        using var parent = SoftwareAuthority.FromPem(chainPem, keyPem, clock);
        return parent.SignRequest(
            Pem.Request(csrPem),
            CertificateProfile.RegionalIssuer with { PathLength = pathLength },
            ValidityPeriod.FromNow(clock, life).CappedAt(parent.NotAfter));
    }

    private sealed record Signed(string Subject, string Issuer, string SerialNumber, DateTime NotAfter, string CertificatePath, string ChainPath);
}
