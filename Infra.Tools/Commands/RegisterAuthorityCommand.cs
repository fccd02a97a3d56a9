using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using Amazon.IoT.Model;
using Infra.Identity;
using Infra.Pki;
using Infra.Tools.Aws;
using Infra.Tools.Keys;

namespace Infra.Tools.Commands;

/// <summary>
/// <c>provision ca register</c>: a CA of one's own in AWS IoT, so that it knows the boards' certificates. For the lab: a region's CA is registered by its stack.
/// With the CA's key it proves that the CA is ours, as AWS IoT asks: by a certificate for the account's registration code.
/// </summary>
internal static class RegisterAuthorityCommand
{
    public const string NotRegistered = "ca-not-registered";

    private static readonly TimeSpan _lifeOfTheProof = TimeSpan.FromDays(1);

    public static Command Register(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var authority = new AuthorityOptions(required: false);
        var sniOnly = new Option<string?>("--sni-only") { Description = "The CA's certificate, PEM, in place of --ca-chain and --ca-key: no proof is given, and devices must send SNI." };
        var automatic = new Option<bool>("--auto-registration") { Description = "Certificates of this CA register themselves at their first connection (JITP, JITR)." };
        var template = new Option<string?>("--template") { Description = "Provisioning template for that (JITP). Default: none, which leaves them PENDING_ACTIVATION (JITR)." };
        var inactive = new Option<bool>("--inactive") { Description = "Register without activating." };
        var region = KeyOptions.Region();
        var json = KeyOptions.Json();
        var command = new Command("register", "Register a CA of one's own in AWS IoT, with proof that it is.") { sniOnly, automatic, template, inactive, region, json };
        authority.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(sniOnly) is null == result.GetResult("--ca-chain") is null) { result.AddError("give either --ca-chain and --ca-key, or --sni-only"); }
            if (result.GetResult(template) is not null && !result.GetValue(automatic)) { result.AddError("--template belongs to --auto-registration"); }
        });
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            using var signer = authority.Open(parsed, console, clock);
            using var certificate = Pem.Certificates(signer?.CertificatePem ?? ToolFiles.Read(parsed.GetValue(sniOnly)!, TextReader.Null))[0];
            using var iot = aws.Iot(parsed.GetValue(region));
            if (await FindAsync(iot, certificate, cancellation) is { } known)
            {
                return Say(console, parsed.GetValue(json), new(known.CertificateId, known.CertificateArn, certificate.Subject, known.Status.Value, WasThere: true), "was registered before");
            }

            var made = await iot.RegisterCACertificateAsync(
                new RegisterCACertificateRequest
                {
                    CaCertificate = Pem.OfCertificate(certificate.RawData),
                    CertificateMode = signer is null ? CertificateMode.SNI_ONLY : CertificateMode.DEFAULT,
                    VerificationCertificate = signer is null ? null : await ProveAsync(iot, signer, clock, cancellation),
                    SetAsActive = !parsed.GetValue(inactive),
                    AllowAutoRegistration = parsed.GetValue(automatic),
                    RegistrationConfig = parsed.GetValue(template) is { } name ? new RegistrationConfig { TemplateName = name } : null,
                },
                cancellation);
            return Say(console, parsed.GetValue(json), new(made.CertificateId, made.CertificateArn, certificate.Subject, parsed.GetValue(inactive) ? "INACTIVE" : "ACTIVE", WasThere: false), "registered");
        }));
        return command;
    }

    public static Command Deregister(ToolConsole console, AwsClients aws)
    {
        var file = new Option<string>("--certificate") { Description = "The CA's certificate, PEM.", Required = true };
        var force = new Option<bool>("--force") { Description = "Do not ask; devices of this CA can no longer register themselves." };
        var region = KeyOptions.Region();
        var json = KeyOptions.Json();
        var command = new Command("deregister", "Deactivate a CA in AWS IoT and take it out.") { file, force, region, json };
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            using var certificate = Pem.Certificates(ToolFiles.Read(parsed.GetRequiredValue(file), console.Input))[0];
            using var iot = aws.Iot(parsed.GetValue(region));
            var known = await FindAsync(iot, certificate, cancellation)
                ?? throw new ToolException(ExitCodes.Refused, NotRegistered, $"'{certificate.Subject}' is not registered in this region", "check --region; the certificate must be the very one that was registered");
            console.Confirm(parsed.GetValue(force), $"CA '{certificate.Subject}' would go: its devices' certificates stay, new ones cannot register themselves");
            await iot.UpdateCACertificateAsync(new UpdateCACertificateRequest { CertificateId = known.CertificateId, NewStatus = CACertificateStatus.INACTIVE }, cancellation);
            await iot.DeleteCACertificateAsync(new DeleteCACertificateRequest { CertificateId = known.CertificateId }, cancellation);
            return Say(console, parsed.GetValue(json), new(known.CertificateId, known.CertificateArn, certificate.Subject, "DELETED", WasThere: true), "deregistered");
        }));
        return command;
    }

    /// <summary>A key for the proof alone: it is gone when the proof is made.</summary>
    private static async Task<string> ProveAsync(AmazonIoTClient iot, SoftwareAuthority signer, TimeProvider clock, CancellationToken cancellation)
    {
        var code = (await iot.GetRegistrationCodeAsync(new GetRegistrationCodeRequest(), cancellation)).RegistrationCode;
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        return signer.SignRequest(
            CertificationRequests.Create(key, DistinguishedNames.WithCommonName(signer.Subject, code)), CertificateProfile.Verification, ValidityPeriod.FromNow(clock, _lifeOfTheProof).CappedAt(signer.NotAfter)).CertificatePem;
    }

    private static async Task<CACertificateDescription?> FindAsync(AmazonIoTClient iot, X509Certificate2 certificate, CancellationToken cancellation)
    {
        try
        {
            var id = Sha256Digest.Of(certificate.RawData).ToString();
            return (await iot.DescribeCACertificateAsync(new DescribeCACertificateRequest { CertificateId = id }, cancellation)).CertificateDescription;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static int Say(ToolConsole console, bool json, Registered ca, string verb)
    {
        console.Result(json, ca, $"{verb}: {ca.Subject}", $"  id      {ca.CertificateId}", $"  status  {ca.Status}");
        return ExitCodes.Done;
    }

    private sealed record Registered(string CertificateId, string CertificateArn, string Subject, string Status, bool WasThere);
}
