using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class BasicConstraintsAreCritical : ICertificateLint
{
    public string Rule => "basicConstraints is present and critical";

    // A MUST for authorities; written into every certificate here, so that no reader has to guess.
    public string Citation => "RFC 5280 4.2.1.9";

    public string? Check(LintSubject certificate) => certificate.Extension(X509Extensions.BasicConstraints) switch
    {
        null => "basicConstraints is missing",
        { IsCritical: false } => "basicConstraints is not critical",
        _ => null,
    };
}
