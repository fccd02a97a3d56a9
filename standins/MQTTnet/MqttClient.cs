using System.Buffers;
using MQTTnet.Connection;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Internal;
using MQTTnet.Protocol;
using MQTTnet.Wire;

namespace MQTTnet;

public sealed class MqttClient : Disposable, IMqttClient
{
    private readonly Lock gate = new();
    private State state;
    private ClientConnection connection;

    internal MqttClient()
    {
    }

    private enum State
    {
        Disconnected,
        Connecting,
        Connected,
        Disconnecting,
    }

    public event Func<MqttApplicationMessageReceivedEventArgs, Task> ApplicationMessageReceivedAsync;

    public event Func<MqttClientConnectedEventArgs, Task> ConnectedAsync;

    public event Func<MqttClientDisconnectedEventArgs, Task> DisconnectedAsync;

    public bool IsConnected => state == State.Connected;

    public MqttClientOptions Options { get; private set; }

    public async Task<MqttClientConnectResult> ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var tcp = options.ChannelOptions as MqttClientTcpOptions ?? throw new ArgumentException("ChannelOptions are not set.");
        if (options.ProtocolVersion != MqttProtocolVersion.V311)
        {
            throw new NotSupportedException(
                $"the MQTTnet stand-in speaks MQTT 3.1.1, not {options.ProtocolVersion}; call WithProtocolVersion(MqttProtocolVersion.V311)");
        }
        ThrowIfDisposed();
        lock (gate)
        {
            if (state == State.Connected) { throw new InvalidOperationException("It is not allowed to connect with a server after the connection is established."); }
            if (state != State.Disconnected) { throw new InvalidOperationException("Not allowed to connect while connect/disconnect is pending."); }
            state = State.Connecting;
        }
        Options = options;

        using var timeout = TimeoutUnless(cancellationToken);
        MqttClientConnectResult result = null;
        try
        {
            var opened = connection = new ClientConnection(await ClientTransport.OpenAsync(tcp, timeout.Token).ConfigureAwait(false), options);
            result = await opened.AuthenticateAsync(timeout.Token).ConfigureAwait(false);
            if (result.ResultCode == MqttClientConnectResultCode.Success)
            {
                state = State.Connected;
                opened.Start(args => ApplicationMessageReceivedAsync.InvokeAllAsync(args), exception => EndAsync(exception, null));
                await ConnectedAsync.InvokeAllAsync(new MqttClientConnectedEventArgs(result)).ConfigureAwait(false);
                return result;
            }
        }
        catch (Exception exception)
        {
            await EndAsync(exception, result).ConfigureAwait(false);
            throw;
        }
        await EndAsync(null, result).ConfigureAwait(false);
        return result;
    }

    public async Task DisconnectAsync(MqttClientDisconnectOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfDisposed();
        if (!TryBeginEnd(out var wasConnected)) { return; }
        try
        {
            if (!wasConnected) { throw new MqttClientNotConnectedException(); }
            options.ThrowUnlessMqtt311();
            using var timeout = TimeoutUnless(cancellationToken);
            await connection.SendAsync(new Packet.Empty(PacketType.Disconnect), timeout.Token).ConfigureAwait(false);
        }
        finally
        {
            End(wasConnected, null, null);
        }
    }

    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        var connected = Connected(cancellationToken);
        using var timeout = TimeoutUnless(cancellationToken);
        await connected.RequestAsync(new Packet.Empty(PacketType.PingReq), PacketType.PingResp, 0, timeout.Token).ConfigureAwait(false);
    }

    public async Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage applicationMessage, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(applicationMessage);
        MqttTopicValidator.ThrowIfInvalid(applicationMessage.Topic);
        var connected = Connected(cancellationToken);

        var packet = new Packet.Publish(
            applicationMessage.Topic, applicationMessage.Payload.ToArray(), applicationMessage.QualityOfServiceLevel, applicationMessage.Retain);
        if (packet.Qos == MqttQualityOfServiceLevel.AtMostOnce)
        {
            await connected.SendAsync(packet, cancellationToken).ConfigureAwait(false);
            return new MqttClientPublishResult(null);
        }

        packet = packet with { Id = connected.NextId() };
        if (packet.Qos == MqttQualityOfServiceLevel.AtLeastOnce)
        {
            await connected.RequestAsync(packet, PacketType.PubAck, packet.Id, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await connected.RequestAsync(packet, PacketType.PubRec, packet.Id, cancellationToken).ConfigureAwait(false);
            var release = new Packet.Acknowledgement(PacketType.PubRel, packet.Id);
            await connected.RequestAsync(release, PacketType.PubComp, packet.Id, cancellationToken).ConfigureAwait(false);
        }
        return new MqttClientPublishResult(packet.Id);
    }

    public async Task<MqttClientSubscribeResult> SubscribeAsync(MqttClientSubscribeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var filter in options.TopicFilters) { MqttTopicValidator.ThrowIfInvalidSubscribe(filter.Topic); }
        var connected = Connected(cancellationToken);

        using var timeout = TimeoutUnless(cancellationToken);
        var packet = new Packet.Subscribe(connected.NextId(), [.. options.TopicFilters.Select(filter => (filter.Topic, filter.QualityOfServiceLevel))]);
        var answer = (Packet.SubAck)await connected.RequestAsync(packet, PacketType.SubAck, packet.Id, timeout.Token).ConfigureAwait(false);
        if (answer.ReturnCodes.Count != options.TopicFilters.Count)
        {
            throw new MqttProtocolViolationException("The reason codes are not matching the topic filters [MQTT-3.9.3-1].");
        }
        var items = options.TopicFilters.Zip(answer.ReturnCodes, (filter, code) => new MqttClientSubscribeResultItem(filter, (MqttClientSubscribeResultCode)code));
        return new MqttClientSubscribeResult(packet.Id, [.. items]);
    }

    public async Task<MqttClientUnsubscribeResult> UnsubscribeAsync(MqttClientUnsubscribeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var filter in options.TopicFilters) { MqttTopicValidator.ThrowIfInvalidSubscribe(filter); }
        var connected = Connected(cancellationToken);

        using var timeout = TimeoutUnless(cancellationToken);
        var packet = new Packet.Unsubscribe(connected.NextId(), [.. options.TopicFilters]);
        await connected.RequestAsync(packet, PacketType.UnsubAck, packet.Id, timeout.Token).ConfigureAwait(false);
        var items = options.TopicFilters.Select(filter => new MqttClientUnsubscribeResultItem(filter, MqttClientUnsubscribeResultCode.Success));
        return new MqttClientUnsubscribeResult(packet.Id, [.. items]);
    }

    protected override void Dispose(bool disposing)
    {
        connection?.Dispose();
        base.Dispose(disposing);
    }

    private ClientConnection Connected(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        return IsConnected ? connection : throw new MqttClientNotConnectedException();
    }

    /// <summary>The caller's token where it can be cancelled, else the timeout of the options.</summary>
    private CancellationTokenSource TimeoutUnless(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!cancellationToken.CanBeCanceled) { source.CancelAfter(Options.Timeout); }
        return source;
    }

    private Task EndAsync(Exception exception, MqttClientConnectResult result)
    {
        if (TryBeginEnd(out var wasConnected)) { End(wasConnected, exception, result); }
        return Task.CompletedTask;
    }

    private bool TryBeginEnd(out bool wasConnected)
    {
        lock (gate)
        {
            wasConnected = state == State.Connected;
            if (state is State.Disconnected or State.Disconnecting) { return false; }
            state = State.Disconnecting;
            return true;
        }
    }

    private void End(bool wasConnected, Exception exception, MqttClientConnectResult result)
    {
        connection?.Close(exception);
        connection = null;
        state = State.Disconnected;
        var reason = exception is null ? MqttClientDisconnectReason.NormalDisconnection : MqttClientDisconnectReason.UnspecifiedError;
        var args = new MqttClientDisconnectedEventArgs(wasConnected, result, reason, exception);
        // On a thread of its own, so that the handler may connect again.
        _ = Task.Run(() => DisconnectedAsync.InvokeAllAsync(args));
    }
}
