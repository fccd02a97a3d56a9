using System.Net;
using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;

namespace Infra.Tests.StandIns.Mqtt;

/// <summary>Against a server of a few bytes, so that nothing here depends on who is faster.</summary>
public sealed class An_idle_mqtt_client : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();

    public An_idle_mqtt_client() => listener.Start();

    [Fact]
    public async Task sends_a_ping()
    {
        using var server = await ConnectAsync(TimeSpan.FromSeconds(1));

        var ping = new byte[2];
        await server.GetStream().ReadExactlyAsync(ping).AsTask().Soon();

        Assert.Equal([0xC0, 0x00], ping);
    }

    [Fact]
    public async Task gives_up_a_server_that_does_not_answer()
    {
        var disconnection = client.Disconnection();
        using var server = await ConnectAsync(TimeSpan.FromSeconds(1));

        Assert.True((await disconnection.Soon()).ClientWasConnected);
        Assert.NotNull((await disconnection).Exception);
        Assert.False(client.IsConnected);
    }

    public void Dispose()
    {
        client.Dispose();
        listener.Dispose();
    }

    private async Task<TcpClient> ConnectAsync(TimeSpan keepAlive)
    {
        var connecting = client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .WithTcpServer("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port)
            .WithTlsOptions(tls => tls.UseTls(false))
            .WithClientId("device-1")
            .WithKeepAlivePeriod(keepAlive)
            .Build());
        var server = await listener.AcceptTcpClientAsync().Soon();
        var stream = server.GetStream();
        var header = new byte[2];
        await stream.ReadExactlyAsync(header).AsTask().Soon();
        await stream.ReadExactlyAsync(new byte[header[1]]).AsTask().Soon();
        await stream.WriteAsync(new byte[] { 0x20, 0x02, 0x00, 0x00 });
        await connecting.Soon();
        return server;
    }
}
