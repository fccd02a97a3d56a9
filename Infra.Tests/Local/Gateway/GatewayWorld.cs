using System.Security.Cryptography.X509Certificates;
using Infra.Devices;
using Infra.Local.Gateway;
using Infra.Tests.StandIns.Mqtt;
using MQTTnet;
using MQTTnet.Formatter;

namespace Infra.Tests.Local.Gateway;

/// <summary>A gateway under a root made for the test, and devices for it.</summary>
internal sealed class GatewayWorld : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gateway-").FullName;
    private readonly List<IMqttClient> clients = [];

    private GatewayWorld(MqttPki pki, DeviceGateway gateway) => (Pki, Gateway) = (pki, gateway);

    internal MqttPki Pki { get; }

    internal DeviceGateway Gateway { get; }

    internal static async Task<GatewayWorld> StartAsync(FakeIdentities identities, ReservedTopics? reserved = null)
    {
        var pki = new MqttPki();
        return new(pki, await DeviceGateway.StartAsync("eu-west-1", pki.Server(), identities, reserved));
    }

    /// <summary>A client of MQTTnet itself, for what <see cref="MqttDevice"/> would never do.</summary>
    internal IMqttClient Client()
    {
        var client = new MqttClientFactory().CreateMqttClient();
        clients.Add(client);
        return client;
    }

    internal MqttClientOptions Options(string clientId, string host = DeviceGateway.HostName, X509Certificate2? certificate = null, bool clean = true) => new MqttClientOptionsBuilder()
        .WithProtocolVersion(MqttProtocolVersion.V311)
        .WithTcpServer(host, Gateway.Port)
        .WithClientId(clientId)
        .WithCleanSession(clean)
        .WithTlsOptions(tls => tls
            .WithTargetHost(host)
            .WithTrustChain([Pki.Root])
            .WithRevocationMode(X509RevocationMode.NoCheck)
            .WithClientCertificates([certificate ?? Pki.Client(clientId)]))
        .Build();

    internal async Task<IMqttClient> ConnectAsync(string clientId, X509Certificate2? certificate = null, bool clean = true)
    {
        var client = Client();
        Assert.Equal(MqttClientConnectResultCode.Success, (await client.ConnectAsync(Options(clientId, certificate: certificate, clean: clean)).Soon()).ResultCode);
        // The server tells of a connection after its CONNACK, and before anything else that the client sends.
        await client.PingAsync().Soon();
        return client;
    }

    internal MqttDevice Device(string clientId, BackOff? backOff = null) => new(clientId, DeviceGateway.HostName, Gateway.Port, Files(clientId), backOff);

    internal DeviceFiles Files(string clientId)
    {
        var certificate = Pki.Client(clientId);
        var files = new DeviceFiles(Path.Combine(folder, $"{clientId}.pem"), Path.Combine(folder, $"{clientId}.key"), Path.Combine(folder, "root.pem"));
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(files.CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(files.KeyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.RootPath, Pki.Root.ExportCertificatePem());
        return files;
    }

    /// <summary>The decisions of these kinds so far, as <c>kind client certificate: detail</c>.</summary>
    internal string[] Decisions(params string[] kinds) =>
        [.. Gateway.Events.Where(decision => kinds.Contains(decision.Kind)).Select(decision => $"{decision.Kind} {decision.ClientId} {decision.CertificateId}: {decision.Detail}")];

    internal Task UntilAsync(Func<bool> condition) => Waiting.UntilAsync(() => Task.FromResult(condition()));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) { client.Dispose(); }
        await Gateway.DisposeAsync();
        Pki.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
