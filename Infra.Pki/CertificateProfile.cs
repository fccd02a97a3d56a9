using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>
/// What a certificate may be used for. The profile alone decides the extensions; a request never does
/// (a request that could ask for CA:TRUE would make every device a certificate authority).
/// </summary>
public sealed record CertificateProfile
{
    /// <summary>For messages and logs.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the subject may issue certificates itself.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>How many authorities may follow below this one. Default: any number.</summary>
    public int? PathLength { get; init; }

    /// <summary>Always written, always critical (RFC 5280 4.2.1.3 asks for both in authorities).</summary>
    public required X509KeyUsageFlags KeyUsage { get; init; }

    /// <summary>OIDs. Default: none, the extension is left out.</summary>
    public ImmutableArray<string> ExtendedKeyUsage { get; init; } = [];

    /// <summary>Which names may stand below this authority. Default: any.</summary>
    public NameConstraints? NameConstraints { get; init; }

    /// <summary>
    /// Whether relying parties may take the certificate without asking for its own status (RFC 6960 4.2.2.2.1): what an OCSP signer needs,
    /// since its status could only come from itself.
    /// </summary>
    public bool IsExemptFromRevocationChecks { get; init; }

    /// <summary>The offline root: as many levels below as the ceremony later needs.</summary>
    public static CertificateProfile Root { get; } = Authority("root", pathLength: null);

    /// <summary>One per product line; signs the regions' issuers, so one authority may follow.</summary>
    public static CertificateProfile ProductIntermediate { get; } = Authority("product-intermediate", pathLength: 1);

    /// <summary>One per region, in ACM PCA; signs devices only.</summary>
    public static CertificateProfile RegionalIssuer { get; } = Authority("regional-issuer", pathLength: 0);

    /// <summary>A device's client certificate. Without keyEncipherment: TLS 1.3 and every ECDHE suite only sign.</summary>
    public static CertificateProfile Device { get; } = new()
    {
        Name = "device",
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        ExtendedKeyUsage = [ExtendedKeyUsages.ClientAuthentication],
    };

    /// <summary>Proves to AWS IoT that the registrant holds the CA's key: CN is the registration code, used once and thrown away.</summary>
    public static CertificateProfile Verification { get; } = new()
    {
        Name = "verification",
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
    };

    /// <summary>The TLS server of the local cloud's gateway.</summary>
    public static CertificateProfile TlsServer { get; } = new()
    {
        Name = "tls-server",
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        ExtendedKeyUsage = [ExtendedKeyUsages.ServerAuthentication],
    };

    /// <summary>Signs the answers of an OCSP responder for the authority that issued it. Short-lived, because nobody can learn of its revocation.</summary>
    public static CertificateProfile OcspSigner { get; } = new()
    {
        Name = "ocsp-signer",
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        ExtendedKeyUsage = [ExtendedKeyUsages.OcspSigning],
        IsExemptFromRevocationChecks = true,
    };

    /// <summary>Every profile, by the name that command lines use.</summary>
    public static ImmutableArray<CertificateProfile> All => [Root, ProductIntermediate, RegionalIssuer, Device, Verification, TlsServer, OcspSigner];

    private static CertificateProfile Authority(string name, int? pathLength) => new()
    {
        Name = name,
        IsAuthority = true,
        PathLength = pathLength,
        KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
    };
}

/// <summary>OIDs of RFC 5280 4.2.1.12.</summary>
public static class ExtendedKeyUsages
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";
}
