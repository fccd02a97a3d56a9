using System.Buffers;
using System.Text;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MQTTnet;

public sealed class MqttApplicationMessageBuilder
{
    private string topic;
    private ReadOnlySequence<byte> payload;
    private MqttQualityOfServiceLevel qualityOfServiceLevel;
    private bool retain;

    public MqttApplicationMessage Build() => string.IsNullOrEmpty(topic)
        ? throw new MqttProtocolViolationException("Topic or TopicAlias is not set.")
        : new MqttApplicationMessage { Topic = topic, Payload = payload, QualityOfServiceLevel = qualityOfServiceLevel, Retain = retain };

    public MqttApplicationMessageBuilder WithPayload(byte[] payload) => WithPayload(payload is null ? default : new ReadOnlySequence<byte>(payload));

    public MqttApplicationMessageBuilder WithPayload(ReadOnlySequence<byte> payload)
    {
        this.payload = payload;
        return this;
    }

    public MqttApplicationMessageBuilder WithPayload(string payload) => WithPayload(payload is null ? null : Encoding.UTF8.GetBytes(payload));

    public MqttApplicationMessageBuilder WithQualityOfServiceLevel(MqttQualityOfServiceLevel qualityOfServiceLevel)
    {
        this.qualityOfServiceLevel = qualityOfServiceLevel;
        return this;
    }

    public MqttApplicationMessageBuilder WithRetainFlag(bool value = true)
    {
        retain = value;
        return this;
    }

    public MqttApplicationMessageBuilder WithTopic(string topic)
    {
        this.topic = topic;
        return this;
    }
}
