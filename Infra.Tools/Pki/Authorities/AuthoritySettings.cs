using Infra.Pki;

namespace Infra.Tools.Pki.Authorities;

/// <summary>What an authority writes into the certificates it issues, and how long its revocation lists hold.</summary>
/// <param name="CertificateUrl">Where its own certificate is served; null: nowhere.</param>
/// <param name="CrlUrl">Where its revocation list is served; null: nowhere.</param>
/// <param name="OcspUrl">Where its OCSP responder answers; null: nowhere.</param>
/// <param name="CrlDays">From one list to the last moment for the next.</param>
internal sealed record AuthoritySettings(Uri? CertificateUrl, Uri? CrlUrl, Uri? OcspUrl, int CrlDays)
{
    /// <summary>Everything a certificate says that its profile does not decide.</summary>
    public IssuanceRequest Request(VerifiedRequest request, ValidityPeriod validity) => new()
    {
        Subject = request.Subject,
        SubjectPublicKeyInfo = request.SubjectPublicKeyInfo,
        Validity = validity,
        CrlDistributionPoint = CrlUrl,
        IssuerCertificate = CertificateUrl,
        OcspResponder = OcspUrl,
    };
}
