using System.Security.Cryptography.X509Certificates;

namespace MQTTnet.Certificates;

/// <summary>Asked for every connection, so that the certificate may change while the server runs.</summary>
public interface ICertificateProvider
{
    X509Certificate2 GetCertificate();
}

public class X509CertificateProvider : ICertificateProvider
{
    private readonly X509Certificate2 certificate;

    public X509CertificateProvider(X509Certificate2 certificate) => this.certificate = certificate ?? throw new ArgumentNullException(nameof(certificate));

    public X509Certificate2 GetCertificate() => certificate;
}
