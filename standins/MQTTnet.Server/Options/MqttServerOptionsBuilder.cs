using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Certificates;

namespace MQTTnet.Server;

public class MqttServerOptionsBuilder
{
    private readonly MqttServerOptions options = new();

    public MqttServerOptions Build() => options;

    public MqttServerOptionsBuilder WithClientCertificate(
        RemoteCertificateValidationCallback validationCallback = null, bool checkCertificateRevocation = false)
    {
        options.TlsEndpointOptions.ClientCertificateRequired = true;
        options.TlsEndpointOptions.CheckCertificateRevocation = checkCertificateRevocation;
        options.TlsEndpointOptions.RemoteCertificateValidationCallback = validationCallback;
        return this;
    }

    public MqttServerOptionsBuilder WithConnectionBacklog(int value)
    {
        options.DefaultEndpointOptions.ConnectionBacklog = value;
        options.TlsEndpointOptions.ConnectionBacklog = value;
        return this;
    }

    public MqttServerOptionsBuilder WithDefaultCommunicationTimeout(TimeSpan value)
    {
        options.DefaultCommunicationTimeout = value;
        return this;
    }

    public MqttServerOptionsBuilder WithDefaultEndpoint()
    {
        options.DefaultEndpointOptions.IsEnabled = true;
        return this;
    }

    public MqttServerOptionsBuilder WithDefaultEndpointBoundIPAddress(IPAddress value)
    {
        options.DefaultEndpointOptions.BoundInterNetworkAddress = value ?? IPAddress.Any;
        return this;
    }

    public MqttServerOptionsBuilder WithDefaultEndpointBoundIPV6Address(IPAddress value)
    {
        options.DefaultEndpointOptions.BoundInterNetworkV6Address = value ?? IPAddress.Any;
        return this;
    }

    public MqttServerOptionsBuilder WithDefaultEndpointPort(int value)
    {
        options.DefaultEndpointOptions.Port = value;
        return this;
    }

    public MqttServerOptionsBuilder WithEncryptedEndpoint()
    {
        options.TlsEndpointOptions.IsEnabled = true;
        return this;
    }

    public MqttServerOptionsBuilder WithEncryptedEndpointBoundIPAddress(IPAddress value)
    {
        options.TlsEndpointOptions.BoundInterNetworkAddress = value;
        return this;
    }

    public MqttServerOptionsBuilder WithEncryptedEndpointBoundIPV6Address(IPAddress value)
    {
        options.TlsEndpointOptions.BoundInterNetworkV6Address = value;
        return this;
    }

    public MqttServerOptionsBuilder WithEncryptedEndpointPort(int value)
    {
        options.TlsEndpointOptions.Port = value;
        return this;
    }

    public MqttServerOptionsBuilder WithEncryptionCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return WithEncryptionCertificate(new X509CertificateProvider(certificate));
    }

    public MqttServerOptionsBuilder WithEncryptionCertificate(ICertificateProvider certificateProvider)
    {
        ArgumentNullException.ThrowIfNull(certificateProvider);
        options.TlsEndpointOptions.CertificateProvider = certificateProvider;
        return this;
    }

    public MqttServerOptionsBuilder WithEncryptionSslProtocol(SslProtocols value)
    {
        options.TlsEndpointOptions.SslProtocol = value;
        return this;
    }

    public MqttServerOptionsBuilder WithMaxPendingMessagesPerClient(int value)
    {
        options.MaxPendingMessagesPerClient = value;
        return this;
    }

    public MqttServerOptionsBuilder WithRemoteCertificateValidationCallback(RemoteCertificateValidationCallback value)
    {
        options.TlsEndpointOptions.RemoteCertificateValidationCallback = value;
        return this;
    }

    public MqttServerOptionsBuilder WithoutDefaultEndpoint()
    {
        options.DefaultEndpointOptions.IsEnabled = false;
        return this;
    }
}
