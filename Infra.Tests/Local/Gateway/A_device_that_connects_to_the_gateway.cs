using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Gateway;
using Infra.Tests.StandIns.Mqtt;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Infra.Tests.Local.Gateway;

public class A_device_that_connects_to_the_gateway
{
    [Fact]
    public async Task is_let_in_by_the_identities_only()
    {
        var identities = new FakeIdentities();
        await using var world = await GatewayWorld.StartAsync(identities);

        await world.ConnectAsync("SN-1");

        Assert.Equal([("SN-1", "CN=SN-1")], identities.Asked.Select(asked => (asked.ClientId, asked.Subject)));
        Assert.Equal([new DeviceSession("SN-1", "SN-1", "SN-1")], world.Gateway.Connected);
        Assert.Equal(["accepted SN-1 SN-1: thing 'SN-1'"], world.Decisions(GatewayEventKinds.Accepted));
    }

    [Fact]
    public async Task finds_its_connection_closed_without_an_answer_when_it_is_dropped()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Decide = (_, _) => new ConnectDecision.Dropped("unknown-ca") });
        using var certificate = world.Pki.Client("SN-1");

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => world.Client().ConnectAsync(world.Options("SN-1", certificate: certificate)).Soon());

        var id = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        Assert.Equal([$"dropped SN-1 {id}: unknown-ca"], world.Decisions(GatewayEventKinds.Dropped));
        Assert.Empty(world.Gateway.Connected);
    }

    [Fact]
    public async Task stays_out_when_the_identities_fail()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Decide = (_, _) => throw new InvalidOperationException("the registry is gone") });

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => world.Client().ConnectAsync(world.Options("SN-1")).Soon());

        Assert.EndsWith("identities-failed: the registry is gone", Assert.Single(world.Decisions(GatewayEventKinds.Dropped)), StringComparison.Ordinal);
        Assert.Empty(world.Gateway.Connected);
    }

    [Fact]
    public async Task stays_out_without_a_certificate_and_nobody_is_asked()
    {
        var identities = new FakeIdentities();
        await using var world = await GatewayWorld.StartAsync(identities);

        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var stream = await OpenAsync(world, new() { TargetHost = DeviceGateway.HostName });
            // With TLS 1.3 a client learns of the refusal from its first read.
            await stream.ReadExactlyAsync(new byte[1]).AsTask().Soon();
        });

        Assert.NotNull(failure);
        await world.UntilAsync(() => world.Gateway.Events.Count > 0);
        Assert.Equal(["handshake-refused  : no-client-certificate"], world.Decisions(GatewayEventKinds.HandshakeRefused));
        Assert.Empty(identities.Asked);
    }

    [Fact]
    public async Task stays_out_without_a_server_name()
    {
        var identities = new FakeIdentities();
        await using var world = await GatewayWorld.StartAsync(identities);

        // An address is not sent as server name (RFC 6066, section 3).
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => world.Client().ConnectAsync(world.Options("SN-1", host: "127.0.0.1")).Soon());

        Assert.EndsWith("no-server-name", Assert.Single(world.Decisions(GatewayEventKinds.HandshakeRefused)), StringComparison.Ordinal);
        Assert.Empty(identities.Asked);
    }

    [Fact]
    public async Task may_present_its_issuer_beside_its_certificate()
    {
        var identities = new FakeIdentities();
        await using var world = await GatewayWorld.StartAsync(identities);
        var (leaf, issuer) = world.Pki.ClientBelowIntermediate("SN-1");
        await using var stream = await OpenAsync(world, new()
        {
            TargetHost = DeviceGateway.HostName,
            ClientCertificateContext = SslStreamCertificateContext.Create(leaf, [issuer], offline: true),
        });

        // CONNECT, MQTT 3.1.1, clean session, keep alive 60 s, client id "SN-1"; answered with CONNACK.
        await stream.WriteAsync(Convert.FromHexString("1010" + "00044D515454" + "04" + "02" + "003C" + "0004534E2D31"));
        var answer = new byte[4];
        await stream.ReadExactlyAsync(answer).AsTask().Soon();

        Assert.Equal("20020000", Convert.ToHexString(answer));
        Assert.Equal(("SN-1", "CN=SN-1", "CN=Test intermediate"), Assert.Single(identities.Asked) is var asked ? (asked.ClientId, asked.Subject, Assert.Single(asked.Chain)) : default);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task may_have_a_client_id_of_128_bytes(int length, bool accepted)
    {
        await using var world = await GatewayWorld.StartAsync(new());
        var clientId = new string('x', length);

        var failure = await Record.ExceptionAsync(() => world.ConnectAsync(clientId, world.Pki.Client("SN-1")));

        Assert.Equal(accepted, failure is null);
    }

    [Fact]
    public async Task is_known_as_gone_when_it_left()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        var client = await world.ConnectAsync("SN-1");

        await client.DisconnectAsync().Soon();

        await world.UntilAsync(() => world.Gateway.Connected.Count == 0);
        Assert.Equal(["disconnected SN-1 SN-1: clean"], world.Decisions(GatewayEventKinds.Disconnected));
    }

    [Fact]
    public async Task is_dropped_when_its_certificate_is_no_longer_trusted()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        var (revoked, other) = (await world.ConnectAsync("SN-1"), await world.ConnectAsync("SN-2"));
        var disconnection = revoked.Disconnection();

        await world.Gateway.DropAsync("SN-1");

        await disconnection.Soon();
        Assert.True(await other.TryPingAsync().Soon());
    }

    /// <summary>Between the decision and the connection nobody is connected yet whom a drop could find.</summary>
    [Fact]
    public async Task is_dropped_when_its_certificate_is_deactivated_while_it_is_let_in()
    {
        DeviceGateway? gateway = null;
        await using var world = await GatewayWorld.StartAsync(new()
        {
            Decide = (leaf, clientId) =>
            {
                gateway!.DropAsync(clientId).GetAwaiter().GetResult();
                return new ConnectDecision.Accepted(FakeIdentities.Session(leaf, clientId));
            },
        });
        gateway = world.Gateway;

        // The end may overtake the CONNACK.
        await Record.ExceptionAsync(() => world.Client().ConnectAsync(world.Options("SN-1")).Soon());

        await world.UntilAsync(() => world.Decisions(GatewayEventKinds.Disconnected).Length == 1);
        Assert.Empty(world.Gateway.Connected);
        Assert.Equal("accepted SN-1 SN-1: thing 'SN-1'", Assert.Single(world.Decisions(GatewayEventKinds.Accepted)));
    }

    [Fact]
    public async Task ends_the_connection_that_had_its_client_id()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        var first = await world.ConnectAsync("SN-1");
        var disconnection = first.Disconnection();

        var second = await world.ConnectAsync("SN-1");

        await disconnection.Soon();
        Assert.True(await second.TryPingAsync().Soon());
        Assert.Equal(["SN-1"], world.Gateway.Connected.Select(session => session.ClientId));
    }

    /// <summary>MQTTnet hands the session's items over to the new connection; the rights of the old certificate must not go with them.</summary>
    [Fact]
    public async Task has_the_rights_of_its_own_certificate_even_in_a_session_that_it_takes_over()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Publish = (session, _) => session.CertificateId == "privileged" });
        await world.ConnectAsync("SN-1", world.Pki.Client("privileged"), clean: false);

        var second = await world.ConnectAsync("SN-1", world.Pki.Client("ordinary"), clean: false);

        Assert.Equal(["ordinary"], world.Gateway.Connected.Select(session => session.CertificateId));
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => second.PublishStringAsync("a", "x", MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce).Soon());
    }

    [Fact]
    public async Task needs_a_gateway_with_a_key()
    {
        using var pki = new MqttPki();
        using var certificate = X509CertificateLoader.LoadCertificate(pki.Server().RawData);

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => DeviceGateway.StartAsync("eu-west-1", certificate, new FakeIdentities()));

        Assert.Contains("has no private key", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<SslStream> OpenAsync(GatewayWorld world, SslClientAuthenticationOptions options)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, world.Gateway.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(options).Soon();
        return stream;
    }
}
