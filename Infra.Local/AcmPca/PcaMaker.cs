using System.Collections.Immutable;
using System.Globalization;
using Infra.Local.Aws;
using Infra.Local.Interpretation;

namespace Infra.Local.AcmPca;

/// <summary>Makes private CAs, imports their certificates, and issues the certificates that a program asks for itself.</summary>
internal sealed class PcaMaker(PcaAuthorities authorities) : IResourceMaker, IInvocationAnswerer
{
    private const string Authority = "aws:acmpca/certificateAuthority:CertificateAuthority";
    private const string AuthorityCertificate = "aws:acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate";
    private const string Certificate = "aws:acmpca/certificate:Certificate";

    public IReadOnlyCollection<string> Types { get; } = [Authority, AuthorityCertificate, Certificate];

    public IReadOnlyCollection<string> Tokens { get; } = ["aws:acmpca/getCertificateAuthority:getCertificateAuthority"];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) => registration.Type switch
    {
        Authority => CreateAsync(registration, cancellationToken),
        AuthorityCertificate => Task.FromResult(Import(registration)),
        _ => IssueAsync(registration, cancellationToken),
    };

    /// <summary>What a CA was given and what it issued goes with it.</summary>
    public Task RemoveAsync(MadeResource before, CancellationToken cancellationToken)
    {
        if (before.Type == Authority) { authorities.Remove(before.Id); }
        return Task.CompletedTask;
    }

    public ImmutableDictionary<string, object> Answer(Invocation invocation)
    {
        var authority = authorities.Get((string)invocation.Arguments["arn"]);
        return ImmutableDictionary<string, object>.Empty
            .Add("id", authority.Arn)
            .Add("arn", authority.Arn)
            .Add("status", authority.Status)
            .Add("type", "SUBORDINATE")
            .Add("certificate", authority.Active?.CertificatePem ?? "")
            .Add("certificateChain", authority.Active?.IssuerChainPem ?? "")
            .Add("certificateSigningRequest", authority.Request);
    }

    private async Task<Made> CreateAsync(Registration registration, CancellationToken cancellationToken)
    {
        // The provider's default is SUBORDINATE too.
        if (registration.OptionalText("type") is { } type and not "SUBORDINATE")
        {
            throw new AwsException(400, "InvalidArgsException", $"CA type '{type}' is not offered here; choose SUBORDINATE");
        }
        var configuration = registration.Map("certificateAuthorityConfiguration");
        var subject = configuration.GetValueOrDefault("subject") as ImmutableDictionary<string, object> ?? ImmutableDictionary<string, object>.Empty;
        var (crl, ocsp) = (Revocation("crlConfiguration"), Revocation("ocspConfiguration"));
        var keyAlgorithm = (string)configuration["keyAlgorithm"];
        var authority = authorities.Create(new()
        {
            Region = registration.Region,
            KeyAlgorithm = PcaKeys.Parse(keyAlgorithm),
            KeyAlgorithmName = keyAlgorithm,
            SigningAlgorithm = (string)configuration["signingAlgorithm"],
            Subject = PcaSubject.Build(member => subject.GetValueOrDefault(char.ToLowerInvariant(member[0]) + member[1..]) as string),
            IsShortLived = registration.OptionalText("usageMode") == "SHORT_LIVED_CERTIFICATE",
            CrlBucket = crl.GetValueOrDefault("enabled") is true ? crl.GetValueOrDefault("s3BucketName") as string : null,
            CrlHost = crl.GetValueOrDefault("customCname") as string,
            CrlDays = (int)(crl.GetValueOrDefault("expirationInDays") as double? ?? 7),
            Ocsp = ocsp.GetValueOrDefault("enabled") is true,
            OcspHost = ocsp.GetValueOrDefault("ocspCustomCname") as string,
        });
        // The provider waits for the CSR as well.
        var request = await authority.RequestAsync(cancellationToken);
        return new(authority.Arn, ("arn", authority.Arn), ("certificateSigningRequest", request), ("certificate", ""), ("certificateChain", ""));

        ImmutableDictionary<string, object> Revocation(string member) =>
            registration.Map("revocationConfiguration").GetValueOrDefault(member) as ImmutableDictionary<string, object> ?? ImmutableDictionary<string, object>.Empty;
    }

    private Made Import(Registration registration)
    {
        var authority = authorities.Get(registration.Text("certificateAuthorityArn"));
        authority.Import(registration.Text("certificate"), registration.OptionalText("certificateChain") ?? "");
        authorities.PublishCrl(authority);
        return new(authority.Arn);
    }

    private async Task<Made> IssueAsync(Registration registration, CancellationToken cancellationToken)
    {
        var authority = authorities.Get(registration.Text("certificateAuthorityArn"));
        var validity = registration.Map("validity");
        var arn = authority.Issue(
            registration.Text("certificateSigningRequest"), registration.Text("signingAlgorithm"), registration.OptionalText("templateArn"),
            new(long.Parse((string)validity["value"], CultureInfo.InvariantCulture), (string)validity["type"]), idempotencyToken: null).Arn;
        while (true)
        {
            try
            {
                var issued = authority.Get(arn).Issued;
                return new(arn, ("arn", arn), ("certificate", issued.CertificatePem), ("certificateChain", issued.IssuerChainPem));
            }
            catch (AwsException pending) when (pending.Code == "RequestInProgressException")
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }
        }
    }
}
