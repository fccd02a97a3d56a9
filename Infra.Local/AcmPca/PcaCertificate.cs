using Infra.Pki;
using Infra.Pki.Revocation;

namespace Infra.Local.AcmPca;

/// <summary>A certificate that a CA issued.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Issued">The certificate.</param>
/// <param name="ReadyAt">From when GetCertificate hands it out.</param>
internal sealed record PcaCertificate(string Arn, IssuedCertificate Issued, DateTimeOffset ReadyAt)
{
    /// <summary>Since when and why it is revoked; null while it holds.</summary>
    public RevokedCertificate? Revoked { get; set; }
}
