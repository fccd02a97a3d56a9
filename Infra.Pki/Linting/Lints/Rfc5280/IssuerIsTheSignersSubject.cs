namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class IssuerIsTheSignersSubject : ICertificateLint
{
    public string Rule => "the issuer's name is byte for byte the subject of the certificate that signs";

    public string Citation => "RFC 5280 4.1.2.4";

    public string? Check(LintSubject certificate)
    {
        var signer = certificate.Issuer is { } issuer ? issuer.SubjectDer.AsSpan() : certificate.Certificate.Subject.GetDerEncoded();
        return certificate.Certificate.Issuer.GetDerEncoded().AsSpan().SequenceEqual(signer)
            ? null
            : $"issuer is '{certificate.Certificate.Issuer}', which is not the signer's name";
    }
}
