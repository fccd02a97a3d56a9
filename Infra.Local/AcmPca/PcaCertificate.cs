using Infra.Pki;

namespace Infra.Local.AcmPca;

/// <summary>A certificate that a CA issued.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Issued">The certificate.</param>
/// <param name="ReadyAt">From when GetCertificate hands it out.</param>
internal sealed record PcaCertificate(string Arn, IssuedCertificate Issued, DateTimeOffset ReadyAt)
{
    /// <summary>Why it was revoked; null while it holds.</summary>
    public string? RevocationReason { get; set; }
}
