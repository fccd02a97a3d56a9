using System.Globalization;
using Infra.Components.Policies;
using Infra.Identity;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.Acmpca;
using Pulumi.Aws.Acmpca.Inputs;

namespace Infra.Components;

/// <summary>What a <see cref="RegionalAuthority"/> is made from.</summary>
public sealed class RegionalAuthorityArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>Who signs the CA.</summary>
    public required Parent Parent { get; init; }

    /// <summary>Key algorithm, one of <see cref="AuthorityAlgorithms.Keys"/>. Default: EC_prime256v1.</summary>
    [Input("keyAlgorithm")]
    public string KeyAlgorithm { get; init; } = AuthorityAlgorithms.DefaultKey;

    /// <summary>How the CA signs. Default: with SHA-256, in its key's family.</summary>
    [Input("signingAlgorithm")]
    public string? SigningAlgorithm { get; init; }

    /// <summary>What it issues. Default: certificates of any validity.</summary>
    public AuthorityUsage Usage { get; init; } = AuthorityUsage.GeneralPurpose;

    /// <summary>Life of the CA's certificate in days; with an offline parent the PKI admin decides. Default: 1,825 (five years).</summary>
    [Input("validityDays")]
    public int ValidityDays { get; init; } = 1825;

    /// <summary>Which generation of the region's CA; it becomes part of the common name from the second on. Default: 1.</summary>
    [Input("generation")]
    public int Generation { get; init; } = 1;

    /// <summary>Whether the CA publishes a CRL. Default: no, unless there is a bucket for it.</summary>
    [Input("crl")]
    public bool Crl { get; init; }

    /// <summary>The bucket for its CRL, which generations of a CA may share. Default: one of its own, where it publishes a CRL.</summary>
    public CrlBucket? CrlBucket { get; init; }

    /// <summary>Host name under which the CRL is served, without scheme. Default: the bucket's own.</summary>
    [Input("crlHost")]
    public string? CrlHost { get; init; }

    /// <summary>Days until a CRL must be followed by the next. Default: 7.</summary>
    [Input("crlDays")]
    public int CrlDays { get; init; } = 7;

    /// <summary>Whether AWS answers OCSP requests about its certificates, which then name the responder. Default: no.</summary>
    [Input("ocsp")]
    public bool Ocsp { get; init; }

    /// <summary>Host name under which the responder is reached, without scheme. Default: AWS's own.</summary>
    [Input("ocspHost")]
    public string? OcspHost { get; init; }

    /// <summary>Id of another account that may have device certificates issued by this CA. Default: none.</summary>
    [Input("sharedWith")]
    public string? SharedWith { get; init; }

    /// <summary>Organization in the subject. Default: none.</summary>
    [Input("organization")]
    public string? Organization { get; init; }

    /// <summary>Two-letter country in the subject. Default: none.</summary>
    [Input("country")]
    public string? Country { get; init; }

    /// <summary>Domain that ends the common name, <c>{region}.{sku}.{domain}</c>. Default: none.</summary>
    [Input("domain")]
    public string? Domain { get; init; }

    /// <summary>Whether Pulumi refuses to delete the CA. Default: yes. A deleted CA can be restored for 30 days either way.</summary>
    [Input("protect")]
    public bool Protect { get; init; } = true;

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The region's issuing CA: an ACM Private CA of type SUBORDINATE with path length 0, so that it signs devices and nothing else. Its key
/// never leaves AWS; its certificate comes from the <see cref="Parent"/>.
/// </summary>
public sealed class RegionalAuthority : ComponentResource, IIssuingAuthority
{
    /// <summary>RFC 5280, appendix A.1: ub-common-name.</summary>
    private const int LongestCommonName = 64;

    /// <summary>Days in which a deleted CA can be restored: the longest that ACM PCA offers.</summary>
    private const int RestorableDays = 30;

    /// <summary>Creates the CA and, unless it has to wait for its parent, activates it.</summary>
    public RegionalAuthority(string name, RegionalAuthorityArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:RegionalAuthority", name, args, options)
    {
        var region = args.Names.Region;
        var signing = args.SigningAlgorithm ?? AuthorityAlgorithms.SigningFor(args.KeyAlgorithm)[0];
        AuthorityAlgorithms.Require(args.KeyAlgorithm, signing);
        var commonName = CheckedCommonName(args.Names.AuthorityCommonName(args.Domain, args.Generation));
        if ((args.Crl || args.CrlBucket is not null || args.Ocsp) && args.Usage == AuthorityUsage.ShortLived)
        {
            throw new ComponentException(ComponentCodes.AuthorityUsageConflict, "a short-lived CA offers no revocation, so that it has no CRL and no OCSP; drop crl and ocsp, or choose usage mode general-purpose");
        }

        var scope = AwsScope.Of(this, region);
        Partition = scope.Partition;
        var crl = args.CrlBucket ?? (args.Crl
            ? new CrlBucket($"{name}-crl", new() { Names = args.Names, Protect = args.Protect, Tags = args.Tags }, new() { Parent = this })
            : null);

        var authority = new CertificateAuthority(name, new()
        {
            Region = region,
            Type = "SUBORDINATE",
            UsageMode = args.Usage.UsageMode,
            CertificateAuthorityConfiguration = new CertificateAuthorityCertificateAuthorityConfigurationArgs
            {
                KeyAlgorithm = args.KeyAlgorithm,
                SigningAlgorithm = signing,
                Subject = new CertificateAuthorityCertificateAuthorityConfigurationSubjectArgs
                {
                    CommonName = commonName,
                    OrganizationalUnit = $"{args.Names.Sku} {region}",
                    Organization = Optional.Given(args.Organization),
                    Country = Optional.Given(args.Country),
                },
            },
            RevocationConfiguration = Optional.Given(crl is null && !args.Ocsp ? null : RevocationOf(crl, args)),
            PermanentDeletionTimeInDays = RestorableDays,
            Tags = args.Tags,
        }, new() { Parent = this, Protect = args.Protect, DependsOn = crl is null ? [] : crl.BeforeTheAuthority });

        AuthorityArn = authority.Arn;
        var signed = SignedBy(args.Parent, name, args, authority);
        CsrToSign = signed is null ? authority.CertificateSigningRequest : null;
        if (signed is not null)
        {
            var activation = new CertificateAuthorityCertificate(name, new()
            {
                Region = region,
                CertificateAuthorityArn = authority.Arn,
                Certificate = signed.CertificatePem,
                CertificateChain = signed.ChainPem,
            }, new() { Parent = this });
            // Whoever uses the certificate or the activated ARN thereby waits for the activation.
            CertificatePem = activation.Certificate;
            AuthorityArn = activation.CertificateAuthorityArn;
        }
        if (args.SharedWith is { } account)
        {
            _ = new Policy($"{name}-share", new()
            {
                Region = region,
                ResourceArn = AuthorityArn,
                PolicyDetails = AuthorityPolicy.SharingWith(account, AuthorityArn, DeviceTemplateArn),
            }, new() { Parent = this });
        }
        RegisterOutputs();
    }

    /// <inheritdoc />
    [Output("authorityArn")]
    public Output<string> AuthorityArn { get; private init; }

    /// <inheritdoc />
    public Output<string>? CertificatePem { get; }

    /// <summary>The CSR that the PKI admin has to sign; null once that is done, and where nobody has to.</summary>
    public Output<string>? CsrToSign { get; }

    /// <inheritdoc />
    public Output<string> DeviceTemplateArn => Template("EndEntityClientAuthCertificate");

    private Output<string> Partition { get; }

    /// <inheritdoc />
    public AccessGrant GrantIssue(IGrantee grantee) => grantee.Grant(this, "issue",
        new Statement
        {
            Sid = "IssueDeviceCertificatesByTemplate",
            Action = [Actions.AcmPca.IssueCertificate],
            Resource = [AuthorityArn],
            Condition = Conditions.Of(("StringEquals", "acm-pca:TemplateArn", DeviceTemplateArn)),
        },
        new Statement
        {
            Sid = "GetIssuedAndAuthorityCertificates",
            Action = [Actions.AcmPca.GetCertificate, Actions.AcmPca.GetCertificateAuthorityCertificate],
            Resource = [AuthorityArn],
        });

    private static CertificateAuthorityRevocationConfigurationArgs RevocationOf(CrlBucket? bucket, RegionalAuthorityArgs args) => new()
    {
        OcspConfiguration = Optional.Given(args.Ocsp
            ? new CertificateAuthorityRevocationConfigurationOcspConfigurationArgs
            {
                Enabled = true,
                OcspCustomCname = Optional.Given(args.OcspHost is { } responder ? Checked(responder) : null),
            }
            : null),
        CrlConfiguration = Optional.Given(bucket is null ? null : new CertificateAuthorityRevocationConfigurationCrlConfigurationArgs
        {
            Enabled = true,
            ExpirationInDays = args.CrlDays,
            S3BucketName = bucket.BucketName,
            // The default, PUBLIC_READ, fails on a bucket that blocks public access.
            S3ObjectAcl = "BUCKET_OWNER_FULL_CONTROL",
            CustomCname = Optional.Given(args.CrlHost is { } host ? Checked(host) : null),
        }),
    };

    // "http://" in front, or a path behind, would end up inside every certificate.
    private static string Checked(string host) => HostName.IsName(host)
        ? host
        : throw new ComponentException(ComponentCodes.RevocationHostInvalid, $"'{host}' is no host name for the CRL or the OCSP responder; give one such as crl.example.net, without scheme or path");

    private static string CheckedCommonName(string commonName) => commonName.Length <= LongestCommonName
        ? commonName
        : throw new ComponentException(ComponentCodes.AuthorityNameTooLong, $"the CA's common name '{commonName}' is too long ({commonName.Length} > {LongestCommonName}); give a shorter domain");

    private SignedAuthority? SignedBy(Parent parent, string name, RegionalAuthorityArgs args, CertificateAuthority authority)
    {
        switch (parent)
        {
            case Parent.Offline offline:
                return offline.Answer;

            case Parent.Software software:
                var certificate = new SubordinateCertificate(name, new()
                {
                    CertificateSigningRequestPem = authority.CertificateSigningRequest,
                    ParentChainPem = software.ChainPem,
                    ParentPrivateKeyPem = software.PrivateKeyPem,
                    ValidityDays = args.ValidityDays,
                }, new() { Parent = this });
                return new(certificate.CertificatePem, certificate.CertificateChainPem);

            case Parent.AcmPca acmPca:
                var issued = new Certificate(name, new()
                {
                    Region = args.Names.Region,
                    CertificateAuthorityArn = acmPca.Arn,
                    CertificateSigningRequest = authority.CertificateSigningRequest,
                    SigningAlgorithm = acmPca.SigningAlgorithm,
                    TemplateArn = Template("SubordinateCACertificate_PathLen0"),
                    Validity = new CertificateValidityArgs { Type = "DAYS", Value = args.ValidityDays.ToString(CultureInfo.InvariantCulture) },
                }, new() { Parent = this });
                return new(issued.CertificateDetails, issued.CertificateChain);

            default:
                throw new ComponentException(ComponentCodes.ParentUnknown, $"'{parent}' is no parent; choose Parent.AcmPca, Parent.Offline or Parent.Software");
        }
    }

    private Output<string> Template(string templateName) => Output.Format($"arn:{Partition}:acm-pca:::template/{templateName}/V1");
}
