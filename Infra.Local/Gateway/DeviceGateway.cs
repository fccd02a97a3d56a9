using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Devices;
using MQTTnet.Server;

namespace Infra.Local.Gateway;

/// <summary>
/// The device gateway of one region: MQTT 3.1.1 over mutual TLS on a free loopback port, as AWS IoT Core has it on 8883. Everything that
/// depends on who a device is, it asks <see cref="IDeviceIdentities"/>.
/// </summary>
internal sealed class DeviceGateway : IAsyncDisposable
{
    /// <summary>The name that devices connect to and send as server name; the gateway's certificate must bear it.</summary>
    public const string HostName = "localhost";

    // A peer that finishes its handshake and then says nothing must not hold a connection for long.
    private static readonly TimeSpan PatienceWithSilence = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<GatewayEvent> events = new();
    private readonly string region;
    private readonly TimeProvider clock;
    private readonly MqttServerOptions options;
    private readonly MqttServer server;
    private readonly ConnectedDevices devices;
    private readonly MessageFlow messages;

    private DeviceGateway(string region, X509Certificate2 certificate, IDeviceIdentities identities, ReservedTopics? reserved, TimeProvider clock)
    {
        (this.region, this.clock) = (region, clock);
        var handshakes = new Handshakes((why, leaf) => Report(GatewayEventKinds.HandshakeRefused, "", leaf is null ? "" : IdOf(leaf), why));
        options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithEncryptedEndpoint()
            .WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
            .WithEncryptedEndpointBoundIPV6Address(IPAddress.None)
            .WithEncryptedEndpointPort(0)
            .WithEncryptionCertificate(certificate)
            .WithClientCertificate(handshakes.Accept)
            .WithDefaultCommunicationTimeout(PatienceWithSilence)
            .Build();
        server = new MqttServerFactory().CreateMqttServer(options);

        devices = new ConnectedDevices(server, Report);
        server.ValidatingConnectionAsync += new Admission(identities, handshakes, devices, Report).DecideAsync;
        messages = new MessageFlow(server, identities, devices, reserved, Report);
    }

    /// <summary>Raised for each decision, on the thread that took it.</summary>
    public event Action<GatewayEvent>? Happened;

    /// <summary>Every decision so far, oldest first.</summary>
    public IReadOnlyList<GatewayEvent> Events => [.. events];

    public int Port => options.TlsEndpointOptions.Port;

    /// <summary>Where devices connect, e.g. <c>localhost:49152</c>.</summary>
    public string Endpoint => $"{HostName}:{Port}";

    /// <summary>Opens the gateway.</summary>
    /// <param name="region">Whose gateway it is; for the events.</param>
    /// <param name="certificate">Its TLS certificate for <see cref="HostName"/>, with key.</param>
    /// <param name="identities">Who may connect, and do what.</param>
    /// <param name="reserved">Answers AWS IoT's own topics. Default: none are answered.</param>
    /// <param name="clock">Dates the events. Default: the system's.</param>
    public static async Task<DeviceGateway> StartAsync(
        string region, X509Certificate2 certificate, IDeviceIdentities identities, ReservedTopics? reserved = null, TimeProvider? clock = null)
    {
        if (!certificate.HasPrivateKey)
        {
            throw new ArgumentException($"the gateway's certificate '{certificate.Subject}' has no private key; load it together with its key", nameof(certificate));
        }
        var gateway = new DeviceGateway(region, certificate, identities, reserved, clock ?? TimeProvider.System);
        await gateway.server.StartAsync().ConfigureAwait(false);
        return gateway;
    }

    /// <summary>Publishes as AWS IoT itself, e.g. a lifecycle event; subscribers still need iot:Receive.</summary>
    public Task PublishAsync(DeviceMessage message, CancellationToken cancellationToken) => messages.PublishAsync(message, onlyTo: null, cancellationToken);

    /// <summary>Who is connected.</summary>
    public IReadOnlyList<DeviceSession> Connected => devices.All;

    /// <summary>Closes the connections of a certificate that is no longer to be trusted.</summary>
    public Task DropAsync(string certificateId) => devices.DropAsync(certificateId);

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync().ConfigureAwait(false);
        server.Dispose();
    }

    /// <summary>A certificate's id in AWS IoT: lower-case hex SHA-256 of its DER.</summary>
    internal static string IdOf(X509Certificate certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));

    private void Report(string kind, string clientId, string certificateId, string detail)
    {
        var happened = new GatewayEvent(clock.GetUtcNow(), region, kind, clientId, certificateId, detail);
        events.Enqueue(happened);
        Happened?.Invoke(happened);
    }
}
