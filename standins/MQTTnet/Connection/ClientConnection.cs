using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using MQTTnet.Wire;

namespace MQTTnet.Connection;

/// <summary>One connection of a client, from CONNECT to its end; a reconnect makes a new one.</summary>
internal sealed class ClientConnection(Stream stream, MqttClientOptions options) : IDisposable
{
    private readonly PacketChannel channel = new(stream);
    private readonly CancellationTokenSource alive = new();
    private readonly ConcurrentDictionary<(PacketType Answer, ushort Id), TaskCompletionSource<Packet>> awaited = new();
    private readonly Channel<Packet.Publish> received = Channel.CreateUnbounded<Packet.Publish>();
    private long lastSent = Environment.TickCount64;
    private int lastId;

    internal async Task<MqttClientConnectResult> AuthenticateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(Connect(), cancellationToken).ConfigureAwait(false);
            return await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false) switch
            {
                Packet.ConnAck answer => new MqttClientConnectResult { IsSessionPresent = answer.SessionPresent, ResultCode = ResultCode(answer.ReturnCode) },
                null => throw new MqttCommunicationException("Connection closed."),
                var other => throw new MqttProtocolViolationException($"Received other packet than CONNACK while connecting ({other.GetType().Name})."),
            };
        }
        catch (Exception exception)
        {
            throw new MqttConnectingFailedException($"Error while authenticating. {exception.Message}", exception);
        }
    }

    /// <summary>Serves the connection; <paramref name="onEnd"/> hears once why it ended, null for an orderly close by the server.</summary>
    internal void Start(Func<MqttApplicationMessageReceivedEventArgs, Task> onMessage, Func<Exception, Task> onEnd)
    {
        _ = Task.Run(() => DeliverAsync(onMessage));
        _ = Task.Run(async () =>
        {
            var ended = await Task.WhenAny(ReceiveAsync(), KeepAliveAsync()).ConfigureAwait(false);
            if (!alive.IsCancellationRequested) { await onEnd(ended.Exception?.GetBaseException()).ConfigureAwait(false); }
        });
    }

    internal Task SendAsync(Packet packet, CancellationToken cancellationToken)
    {
        lastSent = Environment.TickCount64;
        return channel.SendAsync(packet, cancellationToken);
    }

    internal async Task<Packet> RequestAsync(Packet request, PacketType answer, ushort id, CancellationToken cancellationToken)
    {
        var promise = new TaskCompletionSource<Packet>(TaskCreationOptions.RunContinuationsAsynchronously);
        awaited[(answer, id)] = promise;
        try
        {
            if (alive.IsCancellationRequested) { throw new MqttClientDisconnectedException(null); }
            await SendAsync(request, cancellationToken).ConfigureAwait(false);
            return await promise.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new MqttCommunicationTimedOutException();
        }
        finally
        {
            awaited.TryRemove((answer, id), out _);
        }
    }

    internal ushort NextId()
    {
        ushort id;
        do { id = (ushort)Interlocked.Increment(ref lastId); } while (id == 0);
        return id;
    }

    /// <summary>Ends the connection: whoever still waits for an answer learns that none will come.</summary>
    internal void Close(Exception exception)
    {
        alive.Cancel();
        channel.Dispose();
        received.Writer.TryComplete();
        foreach (var promise in awaited.Values) { promise.TrySetException(exception ?? new MqttClientDisconnectedException(null)); }
    }

    public void Dispose()
    {
        Close(null);
        alive.Dispose();
    }

    private Packet.Connect Connect() => new(
        Level: 4,
        options.ClientId,
        options.CleanSession,
        (ushort)options.KeepAlivePeriod.TotalSeconds,
        string.IsNullOrEmpty(options.WillTopic) ? null : new Will(options.WillTopic, options.WillPayload ?? [], options.WillQualityOfServiceLevel, options.WillRetain));

    /// <summary>Table 3.1.</summary>
    private static MqttClientConnectResultCode ResultCode(byte returnCode) => returnCode switch
    {
        0 => MqttClientConnectResultCode.Success,
        1 => MqttClientConnectResultCode.UnsupportedProtocolVersion,
        2 => MqttClientConnectResultCode.ClientIdentifierNotValid,
        3 => MqttClientConnectResultCode.ServerUnavailable,
        4 => MqttClientConnectResultCode.BadUserNameOrPassword,
        5 => MqttClientConnectResultCode.NotAuthorized,
        _ => throw new MqttProtocolViolationException("Received unexpected return code."),
    };

    private async Task ReceiveAsync()
    {
        while (await channel.ReceiveAsync(alive.Token).ConfigureAwait(false) is { } packet)
        {
            switch (packet)
            {
                case Packet.Publish publish:
                    received.Writer.TryWrite(publish);
                    break;
                case Packet.Acknowledgement { Type: PacketType.PubRel } release:
                    await SendAsync(new Packet.Acknowledgement(PacketType.PubComp, release.Id), alive.Token).ConfigureAwait(false);
                    break;
                case Packet.Acknowledgement answer:
                    Answer((answer.Type, answer.Id), answer);
                    break;
                case Packet.SubAck answer:
                    Answer((PacketType.SubAck, answer.Id), answer);
                    break;
                case Packet.Empty { Type: PacketType.PingResp } answer:
                    Answer((PacketType.PingResp, 0), answer);
                    break;
                default:
                    throw new MqttProtocolViolationException($"Received packet '{packet}' at an unexpected time.");
            }
        }
    }

    // An answer that nobody waits for any more came late, and is no fault.
    private void Answer((PacketType, ushort) key, Packet packet)
    {
        if (awaited.TryGetValue(key, out var promise)) { promise.TrySetResult(packet); }
    }

    private async Task DeliverAsync(Func<MqttApplicationMessageReceivedEventArgs, Task> onMessage)
    {
        await foreach (var publish in received.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                var message = new MqttApplicationMessage
                {
                    Topic = publish.Topic,
                    Payload = new ReadOnlySequence<byte>(publish.Payload),
                    QualityOfServiceLevel = publish.Qos,
                    Retain = publish.Retain,
                    Dup = publish.Duplicate,
                };
                var args = new MqttApplicationMessageReceivedEventArgs(options.ClientId, message, publish.Id, token => AcknowledgeAsync(publish, token));
                await onMessage(args).ConfigureAwait(false);
                if (args.AutoAcknowledge) { await args.AcknowledgeAsync(alive.Token).ConfigureAwait(false); }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // A handler's failure leaves the message unacknowledged and the connection as it is.
            }
        }
    }

    private Task AcknowledgeAsync(Packet.Publish publish, CancellationToken cancellationToken) => publish.Qos switch
    {
        MqttQualityOfServiceLevel.AtLeastOnce => SendAsync(new Packet.Acknowledgement(PacketType.PubAck, publish.Id), cancellationToken),
        MqttQualityOfServiceLevel.ExactlyOnce => SendAsync(new Packet.Acknowledgement(PacketType.PubRec, publish.Id), cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Section 3.1.2.10: something is sent at least once per period; a server that does not answer is gone.</summary>
    private async Task KeepAliveAsync()
    {
        var period = options.KeepAlivePeriod;
        if (period == TimeSpan.Zero)
        {
            await Task.Delay(Timeout.Infinite, alive.Token).ConfigureAwait(false);
            return;
        }
        while (true)
        {
            var idle = TimeSpan.FromMilliseconds(Environment.TickCount64 - lastSent);
            if (idle < period)
            {
                await Task.Delay(period - idle, alive.Token).ConfigureAwait(false);
                continue;
            }
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(alive.Token);
            patience.CancelAfter(period / 2);
            await RequestAsync(new Packet.Empty(PacketType.PingReq), PacketType.PingResp, 0, patience.Token).ConfigureAwait(false);
        }
    }
}
