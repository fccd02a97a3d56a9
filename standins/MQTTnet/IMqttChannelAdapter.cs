using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MQTTnet.Adapter;

/// <summary>The connection beneath a client, as the server's events show it.</summary>
public interface IMqttChannelAdapter : IDisposable
{
    X509Certificate2 ClientCertificate { get; }

    bool IsSecureConnection { get; }

    EndPoint RemoteEndPoint { get; }

    Task DisconnectAsync(CancellationToken cancellationToken);
}
