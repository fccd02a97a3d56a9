using Infra.Local.Iot.X509;

namespace Infra.Local.Iot.Registry;

/// <summary>A device certificate known to AWS IoT. Id is the SHA-256 of its DER in lower-case hex; Names are what templates and policies see of it.</summary>
internal sealed record DeviceCertificate(string Id, string Arn, string Pem, CertificateNames Names)
{
    public required string Status { get; init; }
    public required string Mode { get; init; }

    /// <summary>The registered CA that issued it; null for Amazon's own CA and for registration without a CA.</summary>
    public string? CaCertificateId { get; init; }

    public required DateTimeOffset NotBefore { get; init; }
    public required DateTimeOffset NotAfter { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset LastModified { get; init; }
    public int CustomerVersion { get; init; } = 1;
    public string GenerationId { get; init; } = Guid.NewGuid().ToString();

    public bool IsActive => Status == CertificateStatuses.Active;
}
