using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using MQTTnet.Server;

namespace Infra.Local.Gateway;

/// <summary>
/// Who is connected, under which client id. MQTTnet hands the items of a session to the connection that takes the session over, and with them the
/// identity of the device before; so the identity is set anew for each connection, before the first packet after its CONNECT is looked at.
/// </summary>
internal sealed class ConnectedDevices
{
    // The end point object belongs to one connection, and is the one thing that both of its events show.
    private readonly ConditionalWeakTable<EndPoint, DeviceSession> expected = [];
    private readonly ConcurrentDictionary<string, IDictionary> itemsByClientId = new(StringComparer.Ordinal);
    private readonly MqttServer server;
    private readonly ReportDecision report;

    public ConnectedDevices(MqttServer server, ReportDecision report)
    {
        (this.server, this.report) = (server, report);
        server.ClientConnectedAsync += ConnectedAsync;
        server.ClientDisconnectedAsync += DisconnectedAsync;
    }

    public IReadOnlyList<DeviceSession> All => [.. itemsByClientId.Values.Select(Sessions.Of).OfType<DeviceSession>()];

    public DeviceSession? Find(string clientId) => itemsByClientId.TryGetValue(clientId, out var items) ? Sessions.Of(items) : null;

    /// <summary>The CONNECT was accepted for this session.</summary>
    public void Expect(ValidatingConnectionEventArgs connect, DeviceSession session) => expected.AddOrUpdate(connect.RemoteEndPoint, session);

    public async Task DropAsync(string certificateId)
    {
        foreach (var client in await server.GetClientsAsync().ConfigureAwait(false))
        {
            if (Sessions.Of(client.Session.Items)?.CertificateId == certificateId) { await client.DisconnectAsync().ConfigureAwait(false); }
        }
    }

    private Task ConnectedAsync(ClientConnectedEventArgs connected)
    {
        // Nobody expected has no identity, and without one nothing is allowed.
        expected.Remove(connected.RemoteEndPoint, out var session);
        Sessions.Keep(connected.SessionItems, session);
        itemsByClientId[connected.ClientId] = connected.SessionItems;
        return Task.CompletedTask;
    }

    private Task DisconnectedAsync(ClientDisconnectedEventArgs disconnected)
    {
        // Only this connection's entry: the id may be another's by now.
        itemsByClientId.TryRemove(KeyValuePair.Create(disconnected.ClientId, disconnected.SessionItems));
        if (Sessions.Of(disconnected.SessionItems) is { } session)
        {
            report(GatewayEventKinds.Disconnected, session.ClientId, session.CertificateId, disconnected.DisconnectType.ToString().ToLowerInvariant());
        }
        return Task.CompletedTask;
    }
}
