using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc5280;

/// <summary>Seed 004 left them non-critical, so readers without the extension believed any name.</summary>
internal sealed class NameConstraintsAreCriticalInAuthorities : ICertificateLint
{
    public string Rule => "nameConstraints stand in authorities only, are critical, and name at least one subtree";

    public string Citation => "RFC 5280 4.2.1.10";

    public string? Check(LintSubject certificate) => certificate.Extension(X509Extensions.NameConstraints) switch
    {
        null => null,
        _ when !certificate.IsAuthority => "nameConstraints stand in a certificate that is no authority",
        { IsCritical: false } => "nameConstraints are not critical",
        _ when certificate.Value(X509Extensions.NameConstraints) is Org.BouncyCastle.Asn1.Asn1Sequence { Count: 0 } => "nameConstraints name no subtree",
        _ => null,
    };
}
