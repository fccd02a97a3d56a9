using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MQTTnet;

public sealed class MqttClientOptions
{
    /// <summary>Makes no difference here: this client writes each packet in one piece.</summary>
    public bool AllowPacketFragmentation { get; set; } = true;

    public IMqttClientChannelOptions ChannelOptions { get; set; }

    public bool CleanSession { get; set; } = true;

    public string ClientId { get; set; } = Guid.NewGuid().ToString("N");

    public TimeSpan KeepAlivePeriod { get; set; } = TimeSpan.FromSeconds(15);

    public MqttProtocolVersion ProtocolVersion { get; set; } = MqttProtocolVersion.V500;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    public byte[] WillPayload { get; set; }

    public MqttQualityOfServiceLevel WillQualityOfServiceLevel { get; set; }

    public bool WillRetain { get; set; }

    public string WillTopic { get; set; }
}
