using System.Security.Cryptography.X509Certificates;
using Infra.Pki;

namespace Infra.Local.AcmPca;

/// <summary>What a CA is created with.</summary>
internal sealed record PcaSettings
{
    public required string Region { get; init; }

    public required KeyAlgorithm KeyAlgorithm { get; init; }

    /// <summary>As the API writes it, e.g. <c>EC_prime256v1</c>.</summary>
    public required string KeyAlgorithmName { get; init; }

    public required string SigningAlgorithm { get; init; }

    public required X500DistinguishedName Subject { get; init; }

    /// <summary>Whether its certificates live at most seven days.</summary>
    public bool IsShortLived { get; init; }

    /// <summary>Bucket for the CRL; null when no CRL is published.</summary>
    public string? CrlBucket { get; init; }

    /// <summary>Days until a CRL must be followed by the next. Default: 7.</summary>
    public int CrlDays { get; init; } = 7;

    /// <summary>Whether AWS answers OCSP requests about its certificates, which then name the responder.</summary>
    public bool Ocsp { get; init; }

    /// <summary>Host name in the responder's address instead of AWS's. Default: AWS's, which is the <see cref="RevocationServer"/> here.</summary>
    public string? OcspHost { get; init; }

    /// <summary>Host name in the CRL's address instead of the bucket's. Default: the bucket's, for which the <see cref="RevocationServer"/> stands here.</summary>
    public string? CrlHost { get; init; }
}
