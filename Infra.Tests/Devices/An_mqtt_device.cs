using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Infra.Devices;
using Infra.Local.Gateway;
using Infra.Tests.Local.Gateway;
using Infra.Tests.StandIns.Mqtt;
using MQTTnet.Exceptions;

namespace Infra.Tests.Devices;

public class An_mqtt_device
{
    [Fact]
    public async Task comes_back_after_the_drop_that_registers_it()
    {
        var registered = new HashSet<string>();
        await using var world = await GatewayWorld.StartAsync(new()
        {
            Decide = (leaf, clientId) => registered.Add(leaf.Thumbprint)
                ? new ConnectDecision.Dropped("registered-now")
                : new ConnectDecision.Accepted(FakeIdentities.Session(leaf, clientId)),
        });
        await using var device = world.Device("SN-1");

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        Assert.True(report.Connected);
        Assert.Equal([true, false], report.Attempts.Select(attempt => attempt.Failure is not null));
        Assert.True(device.IsConnected);
    }

    [Fact]
    public async Task gives_up_after_its_attempts_and_says_how_they_went()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Decide = (_, _) => new ConnectDecision.Dropped("unknown-ca") });
        await using var device = world.Device("SN-1", new() { Attempts = 3, First = TimeSpan.FromMilliseconds(1) });

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        Assert.False(report.Connected);
        Assert.Equal(3, report.Attempts.Length);
        Assert.All(report.Attempts, attempt => Assert.NotEqual("", attempt.Failure));
    }

    // XA-10: since AWS IoT reads the server name, the issuer's certificate need not be presented, and the server name must be.
    [Fact]
    public async Task sends_the_endpoint_s_name_and_no_certificate_but_its_own()
    {
        using var pki = new MqttPki();
        using var folder = new Pki.TemporaryFolder();
        var (leaf, issuer) = pki.ClientBelowIntermediate("SN-1");
        using var key = leaf.GetECDsaPrivateKey()!;
        var files = new DeviceFiles(
            folder.Write("device.crt", leaf.ExportCertificatePem() + "\n" + issuer.ExportCertificatePem()), folder.Write("device.key", key.ExportPkcs8PrivateKeyPem()), folder.Write("root.pem", pki.Root.ExportCertificatePem()));
        using var endpoint = new TcpListener(IPAddress.Loopback, 0);
        endpoint.Start();
        var handshake = HandshakeAsync(endpoint, pki.Server());
        await using var device = new MqttDevice("SN-1", "localhost", ((IPEndPoint)endpoint.LocalEndpoint).Port, files, new() { Attempts = 1 });

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        var (name, certificates) = await handshake.Soon();
        Assert.False(report.Connected); // nobody speaks MQTT there
        Assert.Equal("localhost", name);
        Assert.Equal([leaf.Thumbprint], certificates);
    }

    /// <summary>The server name and the certificates that a client sends.</summary>
    private static async Task<(string Name, string[] Certificates)> HandshakeAsync(TcpListener endpoint, X509Certificate2 server)
    {
        using var connection = await endpoint.AcceptTcpClientAsync();
        string[] sent = [];
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = server,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                sent = [((X509Certificate2)certificate!).Thumbprint, .. chain!.ChainPolicy.ExtraStore.Select(extra => extra.Thumbprint).Except([((X509Certificate2)certificate).Thumbprint])];
                return true;
            },
        });
        return (tls.TargetHostName, sent);
    }

    [Fact]
    public async Task hears_its_own_message()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        await using var device = world.Device("SN-1");
        await device.ConnectAsync(CancellationToken.None).Soon();

        await device.EchoAsync("fleet/SN-1/state", "on"u8.ToArray(), CancellationToken.None).Soon();
        await device.PublishAsync("fleet/SN-1/state", "off"u8.ToArray(), CancellationToken.None).Soon();

        var message = await device.ReceiveAsync(CancellationToken.None).AsTask().Soon();
        Assert.Equal(("fleet/SN-1/state", "off"), (message.Topic, System.Text.Encoding.UTF8.GetString(message.Payload.Span)));
    }

    [Fact]
    public async Task fails_to_publish_what_it_may_not()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Publish = (_, _) => false });
        await using var device = world.Device("SN-1");
        await device.ConnectAsync(CancellationToken.None).Soon();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => device.PublishAsync("fleet/SN-2/state", default, CancellationToken.None).Soon());
    }

    [Fact]
    public async Task does_not_trust_a_gateway_under_another_root()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        await using var impostor = await GatewayWorld.StartAsync(new());
        await using var device = new MqttDevice("SN-1", DeviceGateway.HostName, impostor.Gateway.Port, world.Files("SN-1"), new() { Attempts = 1 });

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        Assert.False(report.Connected);
        Assert.Contains("certificate", Assert.Single(report.Attempts).Failure, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(impostor.Gateway.Connected);
    }

    [Fact]
    public async Task stops_trying_when_it_is_cancelled()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Decide = (_, _) => new ConnectDecision.Dropped("unknown-ca") });
        await using var device = world.Device("SN-1", new() { Attempts = int.MaxValue, First = TimeSpan.FromMilliseconds(1) });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => device.ConnectAsync(patience.Token).Soon());
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 100)]
    [InlineData(3, 200)]
    [InlineData(7, 2000)]
    [InlineData(5000, 2000)]
    public void waits_twice_as_long_each_time_up_to_a_limit(int attempt, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new BackOff().After(attempt));
}
