using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace Infra.Tests.StandIns.Mqtt;

/// <summary>A server with mutual TLS on a free loopback port, and clients for it. Whatever a test awaits, it awaits through <see cref="Waiting"/>.</summary>
internal sealed class MqttLoopback : IAsyncDisposable
{
    private readonly List<IMqttClient> clients = [];

    private MqttLoopback(MqttPki pki, MqttServer server, MqttServerOptions options) => (Pki, Server, Options) = (pki, server, options);

    internal MqttPki Pki { get; }

    internal MqttServer Server { get; }

    internal MqttServerOptions Options { get; }

    internal int Port => Options.TlsEndpointOptions.Port;

    internal static async Task<MqttLoopback> StartAsync(Action<MqttServer>? prepare = null, Action<MqttServerOptionsBuilder>? configure = null)
    {
        var pki = new MqttPki();
        var builder = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithEncryptedEndpoint()
            .WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
            .WithEncryptedEndpointBoundIPV6Address(IPAddress.None)
            .WithEncryptedEndpointPort(0)
            .WithEncryptionCertificate(pki.Server())
            .WithClientCertificate((_, certificate, _, _) => certificate is not null);
        configure?.Invoke(builder);
        var options = builder.Build();
        var server = new MqttServerFactory().CreateMqttServer(options);
        prepare?.Invoke(server);
        await server.StartAsync();
        return new MqttLoopback(pki, server, options);
    }

    internal MqttClientOptionsBuilder OptionsFor(string clientId, X509Certificate2? certificate = null) => new MqttClientOptionsBuilder()
        .WithProtocolVersion(MqttProtocolVersion.V311)
        .WithTcpServer("localhost", Port)
        .WithClientId(clientId)
        .WithTimeout(TimeSpan.FromSeconds(30))
        .WithTlsOptions(tls => tls
            .WithTargetHost("localhost")
            .WithTrustChain([Pki.Root])
            .WithRevocationMode(X509RevocationMode.NoCheck)
            .WithClientCertificates([certificate ?? Pki.Client(clientId)]));

    internal IMqttClient Client()
    {
        var client = new MqttClientFactory().CreateMqttClient();
        clients.Add(client);
        return client;
    }

    internal async Task<IMqttClient> ConnectAsync(string clientId, Action<MqttClientOptionsBuilder>? configure = null)
    {
        var client = Client();
        var options = OptionsFor(clientId);
        configure?.Invoke(options);
        var result = await client.ConnectAsync(options.Build()).Soon();
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) { client.Dispose(); }
        await Server.StopAsync();
        Server.Dispose();
        Pki.Dispose();
    }
}
