using System.Collections;
using System.Collections.Concurrent;
using MQTTnet.Internal;
using MQTTnet.Protocol;
using MQTTnet.Wire;

namespace MQTTnet.Server.Hosting;

/// <summary>Who is connected, and which message goes to whom.</summary>
internal sealed class Broker(MqttServerOptions options, ServerEvents events) : IDisposable
{
    private readonly ConcurrentDictionary<string, ConnectedClient> clients = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim admission = new(1, 1);
    private readonly RetainedMessages retained = new();

    internal IReadOnlyCollection<ConnectedClient> Clients => [.. clients.Values];

    internal ConnectedClient Client(string id) => clients.TryGetValue(id, out var client)
        ? client
        : throw new InvalidOperationException($"Client with ID '{id}' not found.");

    /// <summary>Serves a connection from its CONNECT to its end.</summary>
    internal async Task ServeAsync(ServerConnection connection, CancellationToken cancellationToken)
    {
        var connect = await ReceiveConnectAsync(connection, cancellationToken).ConfigureAwait(false);
        if (connect is null) { return; }
        if (connect.Level != 4)
        {
            await connection.Packets.SendAsync(new Packet.ConnAck(false, ReturnCode(MqttConnectReasonCode.UnsupportedProtocolVersion)), cancellationToken).ConfigureAwait(false);
            return;
        }

        var items = new ConcurrentDictionary<object, object>();
        var args = new ValidatingConnectionEventArgs(connect, connection, items, cancellationToken);
        await events.ValidatingConnection.InvokeAllAsync(args).ConfigureAwait(false);
        if (connect.ClientId.Length == 0) { args.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid; }
        if (args.ReasonCode != MqttConnectReasonCode.Success)
        {
            await connection.Packets.SendAsync(new Packet.ConnAck(false, ReturnCode(args.ReasonCode)), cancellationToken).ConfigureAwait(false);
            return;
        }

        var (client, sessionPresent) = await AdmitAsync(connect, connection, items, cancellationToken).ConfigureAwait(false);
        var isClean = false;
        try
        {
            using var stopping = cancellationToken.Register(client.Stop);
            await connection.Packets.SendAsync(new Packet.ConnAck(sessionPresent, 0), cancellationToken).ConfigureAwait(false);
            await TryAsync(() => events.ClientConnected.InvokeAllAsync(
                new ClientConnectedEventArgs(client.Id, connect.UserName, connection.RemoteEndPoint, client.Session.Items))).ConfigureAwait(false);
            isClean = await client.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            clients.TryRemove(KeyValuePair.Create(client.Id, client));
            client.Dispose();
            if (!client.IsTakenOver) { await LeaveAsync(client, isClean ? MqttClientDisconnectType.Clean : MqttClientDisconnectType.NotClean).ConfigureAwait(false); }
        }
    }

    /// <summary>Sends a message to its subscribers; false where a handler wants the sender's connection closed.</summary>
    internal async Task<bool> DispatchAsync(
        string senderId, string senderUserName, IDictionary senderItems, MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        if (events.InterceptingPublish is not null)
        {
            var args = new InterceptingPublishEventArgs(message, senderId, senderUserName, senderItems, cancellationToken);
            await events.InterceptingPublish.InvokeAllAsync(args).ConfigureAwait(false);
            message = args.ApplicationMessage;
            if (!args.ProcessPublish || message is null) { return !args.CloseConnection; }
            if (args.CloseConnection)
            {
                await DeliverAsync(senderId, message).ConfigureAwait(false);
                return false;
            }
        }
        await DeliverAsync(senderId, message).ConfigureAwait(false);
        return true;
    }

    internal async Task DeliverRetainedAsync(Session session, string filter, MqttQualityOfServiceLevel granted)
    {
        foreach (var message in retained.Matching(filter))
        {
            if (await IsAcceptedAsync(string.Empty, session, message).ConfigureAwait(false)) { session.Deliver(message, granted, retained: true); }
        }
    }

    // As the real server: a failing enqueue handler costs the message, not the sender.
    private Task DeliverAsync(string senderId, MqttApplicationMessage message) => TryAsync(async () =>
    {
        if (message.Retain) { retained.Update(message); }
        foreach (var session in clients.Values.Select(client => client.Session))
        {
            if (session.GrantedFor(message.Topic) is { } granted && await IsAcceptedAsync(senderId, session, message).ConfigureAwait(false))
            {
                session.Deliver(message, granted, retained: false);
            }
        }
    });

    private async Task<bool> IsAcceptedAsync(string senderId, Session receiver, MqttApplicationMessage message)
    {
        if (events.InterceptingClientEnqueue is null) { return true; }
        var args = new InterceptingClientApplicationMessageEnqueueEventArgs(senderId, receiver.Id, message);
        await events.InterceptingClientEnqueue.InvokeAllAsync(args).ConfigureAwait(false);
        return args.AcceptEnqueue;
    }

    private async Task<Packet.Connect> ReceiveConnectAsync(ServerConnection connection, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.DefaultCommunicationTimeout);
        // Whatever else comes first closes the connection [MQTT-3.1.0-1].
        return await connection.Packets.ReceiveAsync(patience.Token).ConfigureAwait(false) as Packet.Connect;
    }

    /// <summary>Makes it the client of its id; one that was connected under that id has to go [MQTT-3.1.4-2].</summary>
    private async Task<(ConnectedClient Client, bool SessionPresent)> AdmitAsync(
        Packet.Connect connect, ServerConnection connection, IDictionary items, CancellationToken cancellationToken)
    {
        await admission.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            clients.TryGetValue(connect.ClientId, out var old);
            var sessionPresent = old is not null && !connect.CleanSession;
            var session = sessionPresent ? old.Session : new Session(connect.ClientId, connect.UserName, items, options.MaxPendingMessagesPerClient);
            if (old is not null)
            {
                old.IsTakenOver = true;
                old.Stop();
            }
            if (sessionPresent) { session.Recover(); }
            var client = clients[connect.ClientId] = new ConnectedClient(connect, connection, session, this, events);
            if (old is not null) { await LeaveAsync(old, MqttClientDisconnectType.Takeover).ConfigureAwait(false); }
            return (client, sessionPresent);
        }
        finally
        {
            admission.Release();
        }
    }

    public void Dispose() => admission.Dispose();

    private Task LeaveAsync(ConnectedClient client, MqttClientDisconnectType type) => TryAsync(() => events.ClientDisconnected.InvokeAllAsync(
        new ClientDisconnectedEventArgs(client.Id, client.Session.UserName, type, client.Connection.RemoteEndPoint, client.Session.Items)));

    private static async Task TryAsync(Func<Task> handlers)
    {
        try
        {
            await handlers().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Handlers of notifications decide nothing, so their failure changes nothing.
        }
    }

    /// <summary>Table 3.1; what it has no code for becomes 1, as in the real server.</summary>
    private static byte ReturnCode(MqttConnectReasonCode reason) => reason switch
    {
        MqttConnectReasonCode.ClientIdentifierNotValid => 2,
        MqttConnectReasonCode.ServerUnavailable or MqttConnectReasonCode.ServerBusy or MqttConnectReasonCode.ServerMoved or MqttConnectReasonCode.UseAnotherServer => 3,
        MqttConnectReasonCode.BadUserNameOrPassword or MqttConnectReasonCode.BadAuthenticationMethod => 4,
        MqttConnectReasonCode.NotAuthorized or MqttConnectReasonCode.Banned => 5,
        _ => 1,
    };
}
