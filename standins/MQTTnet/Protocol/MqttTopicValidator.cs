using MQTTnet.Exceptions;

namespace MQTTnet.Protocol;

public static class MqttTopicValidator
{
    /// <summary>A topic name holds no wildcard [MQTT-3.3.2-2].</summary>
    public static void ThrowIfInvalid(string topic)
    {
        ThrowIfEmpty(topic);
        if (topic.AsSpan().IndexOfAny('+', '#') is var position and >= 0)
        {
            throw new MqttProtocolViolationException($"The character '{topic[position]}' is not allowed in topics.");
        }
    }

    /// <summary>The multi-level wildcard stands last or not at all [MQTT-4.7.1-2].</summary>
    public static void ThrowIfInvalidSubscribe(string topic)
    {
        ThrowIfEmpty(topic);
        if (topic.IndexOf('#', StringComparison.Ordinal) is var position and >= 0 && position != topic.Length - 1)
        {
            throw new MqttProtocolViolationException("The character '#' is only allowed as last character");
        }
    }

    private static void ThrowIfEmpty(string topic)
    {
        if (string.IsNullOrEmpty(topic)) { throw new MqttProtocolViolationException("Topic should not be empty."); }
    }
}
