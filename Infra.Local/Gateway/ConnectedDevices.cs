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
    private readonly ConditionalWeakTable<EndPoint, Expected> expected = [];
    private readonly ConcurrentDictionary<string, IDictionary> itemsByClientId = new(StringComparer.Ordinal);
    // The drop that each certificate met last, of all drops so far.
    private readonly ConcurrentDictionary<string, long> dropped = new(StringComparer.Ordinal);
    private readonly MqttServer server;
    private readonly ReportDecision report;
    private long drops;

    public ConnectedDevices(MqttServer server, ReportDecision report)
    {
        (this.server, this.report) = (server, report);
        server.ClientConnectedAsync += ConnectedAsync;
        server.ClientDisconnectedAsync += DisconnectedAsync;
    }

    public IReadOnlyList<DeviceSession> All => [.. itemsByClientId.Values.Select(Sessions.Of).OfType<DeviceSession>()];

    public DeviceSession? Find(string clientId) => itemsByClientId.TryGetValue(clientId, out var items) ? Sessions.Of(items) : null;

    /// <summary>How many drops there were. To be read before a CONNECT is decided about.</summary>
    public long Drops => Interlocked.Read(ref drops);

    /// <summary>The CONNECT was accepted for this session, by what was known after so many drops.</summary>
    public void Expect(ValidatingConnectionEventArgs connect, DeviceSession session, long decidedAfter) =>
        expected.AddOrUpdate(connect.RemoteEndPoint, new(session, decidedAfter));

    public Task DropAsync(string certificateId)
    {
        // First, so that a connection which is on its way in either is seen below, or sees this.
        dropped[certificateId] = Interlocked.Increment(ref drops);
        return DisconnectAsync(certificateId);
    }

    private async Task DisconnectAsync(string certificateId)
    {
        foreach (var client in await server.GetClientsAsync().ConfigureAwait(false))
        {
            if (Sessions.Of(client.Session.Items)?.CertificateId == certificateId) { await client.DisconnectAsync().ConfigureAwait(false); }
        }
    }

    private Task ConnectedAsync(ClientConnectedEventArgs connected)
    {
        // Nobody expected has no identity, and without one nothing is allowed.
        expected.Remove(connected.RemoteEndPoint, out var accepted);
        Sessions.Keep(connected.SessionItems, accepted?.Session);
        itemsByClientId[connected.ClientId] = connected.SessionItems;
        if (accepted is var (session, decidedAfter) && dropped.TryGetValue(session.CertificateId, out var last) && last > decidedAfter)
        {
            // Deactivated since it was let in. Not awaited: the connection ends only after this has been told of it.
            _ = Task.Run(() => DisconnectAsync(session.CertificateId));
        }
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

    private sealed record Expected(DeviceSession Session, long DecidedAfter);
}
