using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace Infra.Tests.StandIns.Mqtt;

public class An_mqtt_server_that_is_sent_nonsense
{
    // CONNECT, MQTT 3.1.1, clean session, keep alive 60 s, client id "x".
    private const string Connect = "100D" + "00044D515454" + "04" + "02" + "003C" + "000178";

    [Theory]
    [InlineData("before connecting: a request of another protocol", "474554202F20485454502F312E310D0A486F73743A206C6F63616C686F73740D0A4163636570743A202A2F2A0D0A557365722D4167656E743A20736F6D657468696E672D656C73652F312E3020286F6620616E6F74686572206B696E64290D0A0D0A")]
    [InlineData("before connecting: a PUBLISH", "3003000161")]
    [InlineData("before connecting: a PINGREQ", "C000")]
    [InlineData("before connecting: a packet of type 0", "0000")]
    [InlineData("before connecting: a remaining length of five bytes", "10FFFFFFFF7F")]
    [InlineData("before connecting: a CONNECT of another protocol name", "100D" + "00044D515458" + "04" + "02" + "003C" + "000178")]
    [InlineData("before connecting: a CONNECT whose client id is longer than the packet", "100D" + "00044D515454" + "04" + "02" + "003C" + "00FF78")]
    [InlineData("before connecting: a CONNECT with the reserved flag set", "100D" + "00044D515454" + "04" + "03" + "003C" + "000178")]
    [InlineData("connected: a second CONNECT", Connect + Connect)]
    [InlineData("connected: a CONNACK", Connect + "20020000")]
    [InlineData("connected: a PINGRESP", Connect + "D000")]
    [InlineData("connected: a PUBLISH whose topic is longer than the packet", Connect + "300300FF61")]
    [InlineData("connected: a SUBSCRIBE that ends in its filter", Connect + "820500010005" + "61")]
    [InlineData("connected: a packet of type 15", Connect + "F000")]
    public async Task closes_that_connection_and_serves_others_on(string story, string hex)
    {
        await using var loopback = await MqttLoopback.StartAsync();
        await using var stream = await OpenAsync(loopback);

        await stream.WriteAsync(Convert.FromHexString(hex));
        await ReadToTheEndAsync(stream).Soon();

        var client = await loopback.ConnectAsync("device-1");
        Assert.True(await client.TryPingAsync().Soon(), story);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("100D00044D51")]
    [InlineData(Connect + "30FFFFFF7F0001")]
    public async Task outlives_a_peer_that_stops_in_the_middle(string hex)
    {
        await using var loopback = await MqttLoopback.StartAsync();
        await using (var stream = await OpenAsync(loopback))
        {
            await stream.WriteAsync(Convert.FromHexString(hex));
            await stream.FlushAsync();
        }

        var client = await loopback.ConnectAsync("device-1");
        Assert.True(await client.TryPingAsync().Soon());
    }

    [Fact]
    public async Task outlives_a_peer_that_speaks_no_tls()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        using (var plain = new TcpClient())
        {
            await plain.ConnectAsync(IPAddress.Loopback, loopback.Port);
            await plain.GetStream().WriteAsync(Convert.FromHexString(Connect));
            await ReadToTheEndAsync(plain.GetStream()).Soon();
        }

        var client = await loopback.ConnectAsync("device-1");
        Assert.True(await client.TryPingAsync().Soon());
    }

    [Fact]
    public async Task closes_a_connection_that_falls_silent_beyond_its_keep_alive()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        await using var stream = await OpenAsync(loopback);

        // Keep alive 1 s, and then nothing.
        await stream.WriteAsync(Convert.FromHexString(Connect.Replace("003C", "0001", StringComparison.Ordinal)));
        await ReadToTheEndAsync(stream).Soon();

        await Waiting.UntilAsync(async () => (await loopback.Server.GetClientsAsync()).Count == 0);
    }

    [Fact]
    public async Task closes_a_connection_that_never_says_connect()
    {
        await using var loopback = await MqttLoopback.StartAsync(configure: options => options.WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(1)));
        await using var stream = await OpenAsync(loopback);

        await ReadToTheEndAsync(stream).Soon();
    }

    private static async Task<SslStream> OpenAsync(MqttLoopback loopback)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, loopback.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync("localhost", new X509CertificateCollection { loopback.Pki.Client("x") }, checkCertificateRevocation: false);
        return stream;
    }

    private static async Task ReadToTheEndAsync(Stream stream)
    {
        var buffer = new byte[1024];
        try
        {
            while (await stream.ReadAsync(buffer) > 0) { }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }
}
