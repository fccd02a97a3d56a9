using Infra.Identity;

namespace Infra.Pki.Linting.Lints.House;

internal sealed class SignatureIsStrong : ICertificateLint
{
    public string Rule => "the signature is over SHA-256, SHA-384 or SHA-512";

    public string Citation => "NIST SP 800-131A Rev. 2, 9";

    public string? Check(LintSubject certificate) => SignatureAlgorithms.IsStrong(certificate.Certificate.Signature.Algorithm.Id)
        ? null
        : $"signature algorithm is {certificate.Certificate.Signature.Algorithm.Id}, must be RSA or ECDSA with SHA-256, SHA-384 or SHA-512";
}
