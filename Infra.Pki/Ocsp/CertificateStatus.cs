using Infra.Pki.Revocation;

namespace Infra.Pki.Ocsp;

/// <summary>What an OCSP responder says of a certificate (RFC 6960 2.2).</summary>
public abstract record CertificateStatus
{
    private CertificateStatus() { }

    /// <summary>Issued and not revoked.</summary>
    public sealed record Good : CertificateStatus;

    /// <summary>Revoked, or on hold.</summary>
    public sealed record Revoked(RevokedCertificate Entry) : CertificateStatus;

    /// <summary>Never issued here, or not by this authority. A reader must not take it for good.</summary>
    public sealed record Unknown : CertificateStatus;
}
