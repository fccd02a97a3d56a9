using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MQTTnet;

public sealed class MqttClientTlsOptions
{
    public Func<MqttClientCertificateValidationEventArgs, bool> CertificateValidationHandler { get; set; }

    public bool UseTls { get; set; }

    public bool IgnoreCertificateRevocationErrors { get; set; }

    public X509RevocationMode RevocationMode { get; set; } = X509RevocationMode.Online;

    public IMqttClientCertificatesProvider ClientCertificatesProvider { get; set; }

    public string TargetHost { get; set; }

    public SslProtocols SslProtocol { get; set; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    public X509Certificate2Collection TrustChain { get; set; }
}

public interface IMqttClientCertificatesProvider
{
    X509CertificateCollection GetCertificates();
}

public sealed class DefaultMqttCertificatesProvider : IMqttClientCertificatesProvider
{
    private readonly X509CertificateCollection certificates;

    public DefaultMqttCertificatesProvider(X509Certificate2Collection certificates) => this.certificates = certificates;

    public DefaultMqttCertificatesProvider(IEnumerable<X509Certificate> certificates) => this.certificates = certificates is null ? null : new X509CertificateCollection(certificates.ToArray());

    public X509CertificateCollection GetCertificates() => certificates;
}
