using System.Net;
using System.Net.Sockets;
using System.Text;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MQTTnet;

public sealed class MqttClientOptionsBuilder
{
    private const int Port = 1883;
    private const int TlsPort = 8883;

    private readonly MqttClientOptions options = new();
    private MqttClientTcpOptions tcp;
    private EndPoint endPoint;
    private MqttClientTlsOptions tls;

    public MqttClientOptions Build()
    {
        if (tcp is null) { throw new InvalidOperationException("A channel must be set."); }
        tcp.TlsOptions = tls ?? tcp.TlsOptions;
        if (endPoint is DnsEndPoint { Port: 0 } name)
        {
            endPoint = new DnsEndPoint(name.Host, tcp.TlsOptions?.UseTls == false ? Port : TlsPort, name.AddressFamily);
        }
        tcp.RemoteEndpoint ??= endPoint;
        options.ChannelOptions = tcp;
        return options;
    }

    public MqttClientOptionsBuilder WithCleanSession(bool value = true)
    {
        options.CleanSession = value;
        return this;
    }

    public MqttClientOptionsBuilder WithClientId(string value)
    {
        options.ClientId = value;
        return this;
    }

    public MqttClientOptionsBuilder WithEndPoint(EndPoint endPoint)
    {
        this.endPoint = endPoint ?? throw new ArgumentNullException(nameof(endPoint));
        tcp = new MqttClientTcpOptions();
        return this;
    }

    public MqttClientOptionsBuilder WithKeepAlivePeriod(TimeSpan value)
    {
        options.KeepAlivePeriod = value;
        return this;
    }

    public MqttClientOptionsBuilder WithNoKeepAlive() => WithKeepAlivePeriod(TimeSpan.Zero);

    public MqttClientOptionsBuilder WithProtocolVersion(MqttProtocolVersion value)
    {
        if (value == MqttProtocolVersion.Unknown) { throw new ArgumentException("Protocol version is invalid."); }
        options.ProtocolVersion = value;
        return this;
    }

    public MqttClientOptionsBuilder WithTcpServer(string host, int? port = null, AddressFamily addressFamily = AddressFamily.Unspecified)
    {
        ArgumentNullException.ThrowIfNull(host);
        tcp = new MqttClientTcpOptions();
        endPoint = new DnsEndPoint(host, port ?? 0, addressFamily);
        return this;
    }

    public MqttClientOptionsBuilder WithTimeout(TimeSpan value)
    {
        options.Timeout = value;
        return this;
    }

    public MqttClientOptionsBuilder WithTlsOptions(MqttClientTlsOptions tlsOptions)
    {
        tls = tlsOptions;
        return this;
    }

    public MqttClientOptionsBuilder WithTlsOptions(Action<MqttClientTlsOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new MqttClientTlsOptionsBuilder();
        configure(builder);
        tls = builder.Build();
        return this;
    }

    public MqttClientOptionsBuilder WithoutPacketFragmentation()
    {
        options.AllowPacketFragmentation = false;
        return this;
    }

    public MqttClientOptionsBuilder WithWillPayload(byte[] willPayload)
    {
        options.WillPayload = willPayload;
        return this;
    }

    public MqttClientOptionsBuilder WithWillPayload(string willPayload) =>
        WithWillPayload(string.IsNullOrEmpty(willPayload) ? null : Encoding.UTF8.GetBytes(willPayload));

    public MqttClientOptionsBuilder WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel willQualityOfServiceLevel)
    {
        options.WillQualityOfServiceLevel = willQualityOfServiceLevel;
        return this;
    }

    public MqttClientOptionsBuilder WithWillRetain(bool willRetain = true)
    {
        options.WillRetain = willRetain;
        return this;
    }

    public MqttClientOptionsBuilder WithWillTopic(string willTopic)
    {
        options.WillTopic = willTopic;
        return this;
    }
}
