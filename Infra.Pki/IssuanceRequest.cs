using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Who a certificate is for: everything the profile does not decide.</summary>
public sealed record IssuanceRequest
{
    public required X500DistinguishedName Subject { get; init; }

    /// <summary>DER SubjectPublicKeyInfo of the subject's key.</summary>
    public required ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; init; }

    public required ValidityPeriod Validity { get; init; }

    /// <summary>Subject alternative names. Default: none.</summary>
    public ImmutableArray<string> DnsNames { get; init; } = [];

    /// <summary>Subject alternative names. Default: none.</summary>
    public ImmutableArray<IPAddress> IpAddresses { get; init; } = [];

    /// <summary>Where the issuer's revocation list is served. Default: nowhere, the extension is left out.</summary>
    public Uri? CrlDistributionPoint { get; init; }

    /// <summary>Where the issuer's certificate is served. Default: nowhere.</summary>
    public Uri? IssuerCertificate { get; init; }

    /// <summary>Where the issuer's OCSP responder answers. Default: nowhere.</summary>
    public Uri? OcspResponder { get; init; }
}
