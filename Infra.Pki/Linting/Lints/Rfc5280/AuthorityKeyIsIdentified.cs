using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class AuthorityKeyIsIdentified : ICertificateLint
{
    public string Rule => "authorityKeyIdentifier is the issuer's subjectKeyIdentifier, and not critical; a root may leave it out";

    public string Citation => "RFC 5280 4.2.1.1";

    public string? Check(LintSubject certificate)
    {
        if (certificate.Issuer is not { } issuer) { return null; }
        if (issuer.KeyIdentifier.IsEmpty) { return "the issuer's certificate has no subjectKeyIdentifier to refer to"; }
        if (certificate.Extension(X509Extensions.AuthorityKeyIdentifier) is not { } extension) { return "authorityKeyIdentifier is missing"; }
        if (extension.IsCritical) { return "authorityKeyIdentifier is critical"; }
        var keyId = AuthorityKeyIdentifier.GetInstance(certificate.Value(X509Extensions.AuthorityKeyIdentifier)).GetKeyIdentifier();
        return issuer.KeyIdentifier.AsSpan().SequenceEqual(keyId)
            ? null
            : $"authorityKeyIdentifier is {Convert.ToHexString(keyId)}, the issuer's key is {Convert.ToHexString(issuer.KeyIdentifier.AsSpan())}";
    }
}
