using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Wire;

namespace MQTTnet.Server.Hosting;

/// <summary>An accepted connection, TLS already done.</summary>
internal sealed class ServerConnection(Stream stream, EndPoint remoteEndPoint, X509Certificate2 clientCertificate, bool isSecure) : IMqttChannelAdapter
{
    internal PacketChannel Packets { get; } = new(stream);

    public X509Certificate2 ClientCertificate => clientCertificate;

    public bool IsSecureConnection => isSecure;

    public EndPoint RemoteEndPoint => remoteEndPoint;

    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        Packets.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => Packets.Dispose();
}
