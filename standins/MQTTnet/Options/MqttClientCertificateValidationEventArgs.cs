using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MQTTnet;

public sealed class MqttClientCertificateValidationEventArgs : EventArgs
{
    public MqttClientCertificateValidationEventArgs(
        X509Certificate certificate, X509Chain chain, SslPolicyErrors sslPolicyErrors, IMqttClientChannelOptions clientOptions)
    {
        Certificate = certificate;
        Chain = chain;
        SslPolicyErrors = sslPolicyErrors;
        ClientOptions = clientOptions;
    }

    public X509Certificate Certificate { get; }

    public X509Chain Chain { get; }

    public IMqttClientChannelOptions ClientOptions { get; }

    public SslPolicyErrors SslPolicyErrors { get; }
}
