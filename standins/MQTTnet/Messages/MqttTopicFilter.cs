using MQTTnet.Protocol;

namespace MQTTnet.Packets;

public sealed class MqttTopicFilter
{
    public MqttQualityOfServiceLevel QualityOfServiceLevel { get; set; }

    public string Topic { get; set; }
}
