using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Infra.Tests.StandIns.Mqtt;

/// <summary>Eclipse Mosquitto (tools/apt-packages.txt) on the other end of the line.</summary>
public sealed class Mosquitto_as_judge : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;

    [Fact]
    public async Task publishes_to_our_server()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var receiver = await loopback.ConnectAsync("receiver");
        var inbox = receiver.Inbox();
        await receiver.SubscribeAsync("judge/#", MqttQualityOfServiceLevel.ExactlyOnce).Soon();

        foreach (var quality in Enum.GetValues<MqttQualityOfServiceLevel>())
        {
            var said = await RunAsync("mosquitto_pub", [.. Identity(loopback.Pki, loopback.Port), "-t", "judge/word", "-m", $"guilty {(int)quality}", "-q", $"{(int)quality}"]);

            Assert.Equal((0, ""), (said.ExitCode, said.Output));
            var message = await inbox.NextAsync();
            Assert.Equal(("judge/word", $"guilty {(int)quality}", quality), (message.Topic, message.ConvertPayloadToString(), message.QualityOfServiceLevel));
        }
    }

    [Fact]
    public async Task subscribes_at_our_server()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var sender = await loopback.ConnectAsync("sender");
        await sender.PublishStringAsync("judge/word", "not guilty", MqttQualityOfServiceLevel.AtLeastOnce, retain: true).Soon();

        var said = await RunAsync("mosquitto_sub", [.. Identity(loopback.Pki, loopback.Port), "-t", "judge/+", "-q", "1", "-C", "1", "-W", "60", "-v"]);

        Assert.Equal((0, "judge/word not guilty"), (said.ExitCode, said.Output));
    }

    [Fact]
    public async Task hears_why_our_server_refuses_it()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.ValidatingConnectionAsync += args =>
        {
            args.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            return Task.CompletedTask;
        });

        var said = await RunAsync("mosquitto_pub", [.. Identity(loopback.Pki, loopback.Port), "-t", "judge/word", "-m", "x", "-q", "1"]);

        Assert.Equal(5, said.ExitCode);
        Assert.Contains("not authorised", said.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task serves_our_client()
    {
        using var pki = new MqttPki();
        var port = FreePort();
        using var broker = StartBroker(pki, port);
        try
        {
            using var client = new MqttClientFactory().CreateMqttClient();
            var options = new MqttClientOptionsBuilder()
                .WithProtocolVersion(MqttProtocolVersion.V311)
                .WithTcpServer("localhost", port)
                .WithClientId("device-1")
                .WithTlsOptions(tls => tls
                    .WithTrustChain([pki.Root])
                    .WithRevocationMode(X509RevocationMode.NoCheck)
                    .WithClientCertificates([pki.Client("device-1")]))
                .Build();
            // It listens as soon as it has read its configuration.
            await Waiting.UntilAsync(async () => await Record.ExceptionAsync(() => client.ConnectAsync(options).Soon()) is null);
            var inbox = client.Inbox();

            var subscribed = await client.SubscribeAsync("judge/+", MqttQualityOfServiceLevel.ExactlyOnce).Soon();
            foreach (var quality in Enum.GetValues<MqttQualityOfServiceLevel>())
            {
                Assert.True((await client.PublishStringAsync("judge/word", $"{quality}", quality).Soon()).IsSuccess);
                var message = await inbox.NextAsync();
                Assert.Equal(($"{quality}", quality), (message.ConvertPayloadToString(), message.QualityOfServiceLevel));
            }
            await client.PingAsync().Soon();
            await client.UnsubscribeAsync("judge/+").Soon();
            await client.DisconnectAsync().Soon();

            Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS2, Assert.Single(subscribed.Items).ResultCode);
        }
        finally
        {
            broker.Kill();
            await broker.WaitForExitAsync().Soon();
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string[] Identity(MqttPki pki, int port)
    {
        var (certificate, key) = Write(pki.Client("judge"), "judge");
        return ["-h", "localhost", "-p", $"{port}", "--cafile", WriteRoot(pki), "--cert", certificate, "--key", key, "-i", "judge"];
    }

    private Process StartBroker(MqttPki pki, int port)
    {
        var (certificate, key) = Write(pki.Server(), "server");
        var configuration = Path.Combine(folder, "mosquitto.conf");
        File.WriteAllText(configuration, $"""
            listener {port} localhost
            cafile {WriteRoot(pki)}
            certfile {certificate}
            keyfile {key}
            require_certificate true
            use_identity_as_username true
            allow_anonymous false
            user {Environment.UserName}
            """);
        return Process.Start(new ProcessStartInfo(File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto", ["-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    private string WriteRoot(MqttPki pki)
    {
        var path = Path.Combine(folder, "root.pem");
        File.WriteAllText(path, pki.Root.ExportCertificatePem());
        return path;
    }

    private (string Certificate, string Key) Write(X509Certificate2 certificate, string name)
    {
        var paths = (Certificate: Path.Combine(folder, $"{name}.pem"), Key: Path.Combine(folder, $"{name}.key"));
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(paths.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(paths.Key, key.ExportPkcs8PrivateKeyPem());
        return paths;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string tool, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Soon();
        return (process.ExitCode, ((await output) + (await error)).Trim());
    }
}
