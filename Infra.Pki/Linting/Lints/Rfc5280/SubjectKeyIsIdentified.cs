using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class SubjectKeyIsIdentified : ICertificateLint
{
    public string Rule => "subjectKeyIdentifier is present and not critical";

    public string Citation => "RFC 5280 4.2.1.2";

    public string? Check(LintSubject certificate) => certificate.Extension(X509Extensions.SubjectKeyIdentifier) switch
    {
        null => "subjectKeyIdentifier is missing",
        { IsCritical: true } => "subjectKeyIdentifier is critical",
        _ => null,
    };
}
