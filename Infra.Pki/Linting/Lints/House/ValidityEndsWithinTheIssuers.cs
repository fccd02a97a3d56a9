namespace Infra.Pki.Linting.Lints.House;

/// <summary>A device would find its certificate refused before its own notAfter, with no way to see why.</summary>
internal sealed class ValidityEndsWithinTheIssuers : ICertificateLint
{
    public string Rule => "a certificate does not outlive its issuer";

    public string Citation => "shell model of validity; ACM PCA IssueCertificate refuses it too";

    public string? Check(LintSubject certificate)
    {
        var end = new DateTimeOffset(certificate.Certificate.EndDate.ToDateTime().ToUniversalTime());
        return certificate.Issuer is { } issuer && end > issuer.NotAfter
            ? $"validity ends after the issuer's ({end:u} > {issuer.NotAfter:u}); ask for a shorter one or renew the issuer"
            : null;
    }
}
