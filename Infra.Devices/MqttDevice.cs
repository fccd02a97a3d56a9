using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Infra.Devices;

/// <summary>
/// The MQTT side of a device: connects with its files, comes back after the drop that just-in-time provisioning begins with, publishes and
/// receives. It sends the server name, so that its issuer's certificate need not be presented (developer guide, "Just-in-time provisioning").
/// </summary>
public sealed class MqttDevice : IAsyncDisposable
{
    private readonly string clientId;
    private readonly BackOff backOff;
    private readonly TimeProvider clock;
    private readonly X509Certificate2 certificate;
    private readonly X509Certificate2Collection roots = [];
    private readonly MqttClientOptions options;
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    // A null stands for a connection that ended, in its place among the messages.
    private readonly Channel<DeviceMessage?> received = Channel.CreateUnbounded<DeviceMessage?>();

    /// <summary>Loads the files; nothing is opened yet.</summary>
    /// <param name="clientId">The MQTT client id: the device id, which is the thing's name.</param>
    /// <param name="host">The gateway's name: also the server name of TLS, and what its certificate must bear.</param>
    /// <param name="port">The gateway's port, 8883 at AWS.</param>
    /// <param name="files">What the device connects with.</param>
    /// <param name="backOff">Default: six attempts, from 50 ms apart.</param>
    /// <param name="clock">Measures attempts and waits. Default: the system's.</param>
    public MqttDevice(string clientId, string host, int port, DeviceFiles files, BackOff? backOff = null, TimeProvider? clock = null)
    {
        (this.clientId, this.backOff, this.clock) = (clientId, backOff ?? new(), clock ?? TimeProvider.System);
        certificate = X509Certificate2.CreateFromPemFile(files.CertificatePath, files.KeyPath);
        roots.ImportFromPemFile(files.RootPath);
        options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithTcpServer(host, port)
            .WithClientId(clientId)
            // IoT Core closes connections whose packets come in pieces.
            .WithoutPacketFragmentation()
            .WithTimeout(TimeSpan.FromSeconds(30))
            .WithTlsOptions(tls => tls
                .WithTargetHost(host)
                .WithTrustChain(roots)
                // As devices do: neither AWS's server certificates nor the local ones are checked for revocation by a device.
                .WithRevocationMode(X509RevocationMode.NoCheck)
                .WithClientCertificates([certificate]))
            .Build();
        client.ApplicationMessageReceivedAsync += args =>
            received.Writer.WriteAsync(new(args.ApplicationMessage.Topic, args.ApplicationMessage.Payload.ToArray())).AsTask();
        client.DisconnectedAsync += _ => received.Writer.WriteAsync(null).AsTask();
    }

    public bool IsConnected => client.IsConnected;

    /// <summary>Tries until it is in or has tried often enough. Being refused is an outcome, not an exception.</summary>
    public async Task<ConnectReport> ConnectAsync(CancellationToken cancellationToken)
    {
        var attempts = ImmutableArray.CreateBuilder<ConnectAttempt>();
        while (true)
        {
            var started = clock.GetTimestamp();
            var failure = await TryConnectAsync(cancellationToken).ConfigureAwait(false);
            attempts.Add(new(clock.GetElapsedTime(started), failure));
            if (failure is null || attempts.Count >= backOff.Attempts) { return new(failure is null, attempts.ToImmutable()); }
            await Task.Delay(Enrollment.WithJitter(backOff.After(attempts.Count)), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Publishes with QoS 1: it returns when the gateway has the message, and throws when it closes the connection instead.</summary>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => client.PublishAsync(
        new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        },
        cancellationToken);

    /// <summary>Subscribes with QoS 1.</summary>
    public async Task SubscribeAsync(string topicFilter, CancellationToken cancellationToken)
    {
        var result = await client.SubscribeAsync(topicFilter, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken).ConfigureAwait(false);
        if (result.Items.Single().ResultCode is var code && code > MqttClientSubscribeResultCode.GrantedQoS2)
        {
            throw new MqttCommunicationException($"the gateway refused client '{clientId}' the topic filter '{topicFilter}' ({code}); see iot:Subscribe in its policy");
        }
    }

    /// <summary>The next message, in the order of arrival. Throws when the connection ends instead: AWS IoT says no to a publish in no other way.</summary>
    public async ValueTask<DeviceMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await received.Reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } message) { return message; }
            // The end of an earlier connection says nothing about this one.
            if (!client.IsConnected) { throw new MqttCommunicationException($"the gateway closed the connection of client '{clientId}'"); }
        }
    }

    /// <summary>Publishes on a topic that it subscribes to, and returns when the message has come back.</summary>
    public async Task EchoAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await SubscribeAsync(topic, cancellationToken).ConfigureAwait(false);
        await PublishAsync(topic, payload, cancellationToken).ConfigureAwait(false);
        while (await ReceiveAsync(cancellationToken).ConfigureAwait(false) is var message
            && (message.Topic != topic || !message.Payload.Span.SequenceEqual(payload.Span)))
        {
            // Somebody else's message on the same topic.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (client.IsConnected)
        {
            try
            {
                await client.DisconnectAsync().ConfigureAwait(false);
            }
            catch (MqttCommunicationException)
            {
                // It broke off in this very moment.
            }
        }
        client.Dispose();
        certificate.Dispose();
        foreach (var root in roots) { root.Dispose(); }
    }

    private async Task<string?> TryConnectAsync(CancellationToken cancellationToken)
    {
        // The client's own timeout counts only where the token cannot be cancelled.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        try
        {
            var result = await client.ConnectAsync(options, patience.Token).ConfigureAwait(false);
            return result.ResultCode == MqttClientConnectResultCode.Success ? null : $"refused: {result.ResultCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {options.Timeout.TotalSeconds} s";
        }
        catch (MqttCommunicationException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (exception.InnerException ?? exception).Message;
        }
    }
}
