using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class KeyUsageIsCriticalAndFits : ICertificateLint
{
    public string Rule => "keyUsage is present and critical, and names keyCertSign exactly for authorities";

    public string Citation => "RFC 5280 4.2.1.3";

    public string? Check(LintSubject certificate)
    {
        if (certificate.Extension(X509Extensions.KeyUsage) is not { } extension) { return "keyUsage is missing"; }
        if (!extension.IsCritical) { return "keyUsage is not critical"; }
        var signsCertificates = (certificate.KeyUsageBits & KeyUsage.KeyCertSign) != 0;
        return (certificate.IsAuthority, signsCertificates) switch
        {
            (true, false) => "keyUsage of an authority lacks keyCertSign",
            (false, true) => "keyUsage has keyCertSign, but the certificate is no authority",
            _ => certificate.KeyUsageBits == 0 ? "keyUsage names no use at all" : null,
        };
    }
}
