using System.Collections;
using System.Net;
using MQTTnet.Formatter;
using MQTTnet.Server.Hosting;

namespace MQTTnet.Server;

public sealed class MqttClientStatus
{
    private readonly ConnectedClient client;

    internal MqttClientStatus(ConnectedClient client)
    {
        this.client = client;
        Session = new MqttSessionStatus(client.Session);
    }

    public string Id => client.Id;

    public MqttProtocolVersion ProtocolVersion => MqttProtocolVersion.V311;

    public EndPoint RemoteEndPoint => client.Connection.RemoteEndPoint;

    public MqttSessionStatus Session { get; set; }

    public Task DisconnectAsync(MqttServerClientDisconnectOptions options)
    {
        client.Stop();
        return Task.CompletedTask;
    }
}

public static class MqttClientStatusExtensions
{
    public static Task DisconnectAsync(this MqttClientStatus clientStatus)
    {
        ArgumentNullException.ThrowIfNull(clientStatus);
        return clientStatus.DisconnectAsync(new MqttServerClientDisconnectOptions());
    }
}

public sealed class MqttSessionStatus
{
    private readonly Session session;

    internal MqttSessionStatus(Session session) => this.session = session;

    public string Id => session.Id;

    public IDictionary Items => session.Items;
}
