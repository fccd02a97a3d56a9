using Org.BouncyCastle.Asn1;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class SubjectIsNamed : ICertificateLint
{
    public string Rule => "the subject is not empty";

    // Required of authorities there; of every certificate here, since AWS IoT reads the device's name from it.
    public string Citation => "RFC 5280 4.1.2.6";

    public string? Check(LintSubject certificate) =>
        certificate.Certificate.Subject.ToAsn1Object() is Asn1Sequence { Count: > 0 } ? null : "subject is empty; give at least a common name";
}
