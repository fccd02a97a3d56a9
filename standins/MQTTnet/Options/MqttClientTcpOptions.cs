using System.Net;
using System.Net.Sockets;

namespace MQTTnet;

public interface IMqttClientChannelOptions
{
    MqttClientTlsOptions TlsOptions { get; }
}

public sealed class MqttClientTcpOptions : IMqttClientChannelOptions
{
    public AddressFamily AddressFamily { get; set; } = AddressFamily.Unspecified;

    public bool NoDelay { get; set; } = true;

    public EndPoint RemoteEndpoint { get; set; }

    public MqttClientTlsOptions TlsOptions { get; set; } = new();

    public override string ToString() => RemoteEndpoint?.ToString() ?? string.Empty;
}
