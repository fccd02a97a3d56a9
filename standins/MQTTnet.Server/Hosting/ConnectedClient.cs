using System.Buffers;
using MQTTnet.Exceptions;
using MQTTnet.Internal;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Wire;

namespace MQTTnet.Server.Hosting;

/// <summary>One accepted client: reads its packets and acts on them, and sends what its session holds for it.</summary>
internal sealed class ConnectedClient(Packet.Connect connect, ServerConnection connection, Session session, Broker broker, ServerEvents events) : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    internal string Id => connect.ClientId;

    internal ServerConnection Connection => connection;

    internal Session Session => session;

    internal bool IsTakenOver { get; set; }

    internal void Stop()
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It stopped by itself in the meantime.
        }
    }

    /// <summary>Serves the client until it goes; true where it said DISCONNECT.</summary>
    internal async Task<bool> RunAsync()
    {
        var outgoing = session.Outgoing;
        var sending = Task.Run(() => SendAsync(outgoing));
        var isClean = false;
        try
        {
            isClean = await ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A protocol violation, a handler's failure or the end of patience: each costs the client its connection [MQTT-4.8.0-1].
        }
        finally
        {
            Stop();
            await sending.ConfigureAwait(false);
        }

        if (!isClean && !IsTakenOver && connect.Will is { } will)
        {
            var message = new MqttApplicationMessage
            {
                Topic = will.Topic,
                Payload = new ReadOnlySequence<byte>(will.Payload),
                QualityOfServiceLevel = will.Qos,
                Retain = will.Retain,
            };
            await broker.DispatchAsync(Id, session.UserName, session.Items, message, CancellationToken.None).ConfigureAwait(false);
        }
        return isClean;
    }

    public void Dispose()
    {
        connection.Dispose();
        stop.Dispose();
    }

    private async Task SendAsync(OutgoingQueue outgoing)
    {
        try
        {
            while (true)
            {
                var packet = await outgoing.TakeAsync(stop.Token).ConfigureAwait(false);
                await connection.Packets.SendAsync(packet, stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or MqttCommunicationException)
        {
            Stop();
        }
    }

    private async Task<bool> ReceiveAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        while (true)
        {
            // One and a half times the keep alive [MQTT-3.1.2-24]; 0 switches it off.
            patience.CancelAfter(connect.KeepAliveSeconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(connect.KeepAliveSeconds * 1.5));
            var packet = await connection.Packets.ReceiveAsync(patience.Token).ConfigureAwait(false);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            if (packet is null || stop.IsCancellationRequested) { return false; }
            if (packet is Packet.Empty { Type: PacketType.Disconnect }) { return true; }
            if (!await HandleAsync(packet).ConfigureAwait(false)) { return false; }
        }
    }

    /// <summary>False ends the connection.</summary>
    private async Task<bool> HandleAsync(Packet packet)
    {
        switch (packet)
        {
            case Packet.Publish publish:
                return await PublishAsync(publish).ConfigureAwait(false);
            case Packet.Subscribe subscribe:
                return await SubscribeAsync(subscribe).ConfigureAwait(false);
            case Packet.Unsubscribe unsubscribe:
                return await UnsubscribeAsync(unsubscribe).ConfigureAwait(false);
            case Packet.Acknowledgement { Type: PacketType.PubAck or PacketType.PubComp } answer:
                session.Acknowledge(answer.Id);
                return true;
            case Packet.Acknowledgement { Type: PacketType.PubRec } answer:
                session.Outgoing.Add(new Packet.Acknowledgement(PacketType.PubRel, answer.Id));
                return true;
            case Packet.Acknowledgement { Type: PacketType.PubRel } answer:
                session.Outgoing.Add(new Packet.Acknowledgement(PacketType.PubComp, answer.Id));
                return true;
            case Packet.Empty { Type: PacketType.PingReq }:
                session.Outgoing.Add(new Packet.Empty(PacketType.PingResp));
                return true;
            default:
                throw new MqttProtocolViolationException($"A client may not send {packet} here.");
        }
    }

    private async Task<bool> PublishAsync(Packet.Publish publish)
    {
        var message = new MqttApplicationMessage
        {
            Topic = publish.Topic,
            Payload = new ReadOnlySequence<byte>(publish.Payload),
            QualityOfServiceLevel = publish.Qos,
            Retain = publish.Retain,
            Dup = publish.Duplicate,
        };
        if (!await broker.DispatchAsync(Id, session.UserName, session.Items, message, stop.Token).ConfigureAwait(false)) { return false; }
        if (publish.Qos == MqttQualityOfServiceLevel.AtLeastOnce) { session.Outgoing.Add(new Packet.Acknowledgement(PacketType.PubAck, publish.Id)); }
        if (publish.Qos == MqttQualityOfServiceLevel.ExactlyOnce) { session.Outgoing.Add(new Packet.Acknowledgement(PacketType.PubRec, publish.Id)); }
        return true;
    }

    private async Task<bool> SubscribeAsync(Packet.Subscribe subscribe)
    {
        var (codes, granted, close) = (new List<byte>(), new List<(string Filter, MqttQualityOfServiceLevel Qos)>(), false);
        foreach (var (filter, qos) in subscribe.Filters)
        {
            var wanted = new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = qos };
            var args = new InterceptingSubscriptionEventArgs(Id, session.UserName, session.Items, wanted, stop.Token);
            args.Response.ReasonCode = (MqttSubscribeReasonCode)qos;
            await events.InterceptingSubscription.InvokeAllAsync(args).ConfigureAwait(false);
            close |= args.CloseConnection;
            var isGranted = args.Response.ReasonCode <= MqttSubscribeReasonCode.GrantedQoS2;
            // MQTT 3.1.1 knows one failure code [MQTT-3.9.3-2].
            codes.Add(isGranted ? (byte)args.Response.ReasonCode : (byte)0x80);
            if (isGranted && args.ProcessSubscription) { granted.Add((args.TopicFilter.Topic, (MqttQualityOfServiceLevel)args.Response.ReasonCode)); }
        }

        foreach (var (filter, qos) in granted) { session.Subscribe(filter, qos); }
        session.Outgoing.Add(new Packet.SubAck(subscribe.Id, codes));
        if (close) { return false; }
        foreach (var (filter, qos) in granted) { await broker.DeliverRetainedAsync(session, filter, qos).ConfigureAwait(false); }
        return true;
    }

    private async Task<bool> UnsubscribeAsync(Packet.Unsubscribe unsubscribe)
    {
        var close = false;
        foreach (var filter in unsubscribe.Filters)
        {
            var args = new InterceptingUnsubscriptionEventArgs(Id, session.UserName, session.Items, filter, stop.Token);
            await events.InterceptingUnsubscription.InvokeAllAsync(args).ConfigureAwait(false);
            close |= args.CloseConnection;
            if (args.ProcessUnsubscription && args.Response.ReasonCode == MqttUnsubscribeReasonCode.Success) { session.Unsubscribe(filter); }
        }
        session.Outgoing.Add(new Packet.Acknowledgement(PacketType.UnsubAck, unsubscribe.Id));
        return !close;
    }
}
