using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class InformationAccessIsNotCritical : ICertificateLint
{
    public string Rule => "authorityInfoAccess and cRLDistributionPoints are not critical";

    // A MUST for the first (4.2.2.1), a SHOULD for the second (4.2.1.13), which old TLS stacks on devices turn into a refusal.
    public string Citation => "RFC 5280 4.2.2.1 and 4.2.1.13";

    public string? Check(LintSubject certificate) =>
        certificate.Extension(X509Extensions.AuthorityInfoAccess) is { IsCritical: true } ? "authorityInfoAccess is critical"
        : certificate.Extension(X509Extensions.CrlDistributionPoints) is { IsCritical: true } ? "cRLDistributionPoints is critical"
        : null;
}
