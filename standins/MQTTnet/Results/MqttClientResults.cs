using MQTTnet.Packets;

namespace MQTTnet;

public sealed class MqttClientConnectResult
{
    public MqttClientConnectResultCode ResultCode { get; init; }

    public bool IsSessionPresent { get; init; }
}

public sealed class MqttClientPublishResult
{
    internal MqttClientPublishResult(ushort? packetIdentifier) => PacketIdentifier = packetIdentifier;

    // MQTT 3.1.1 has no other outcome: its acknowledgements carry no reason.
    public bool IsSuccess => ReasonCode == MqttClientPublishReasonCode.Success;

    public ushort? PacketIdentifier { get; }

    public MqttClientPublishReasonCode ReasonCode { get; }
}

public sealed class MqttClientSubscribeResult
{
    internal MqttClientSubscribeResult(ushort packetIdentifier, IReadOnlyCollection<MqttClientSubscribeResultItem> items)
    {
        PacketIdentifier = packetIdentifier;
        Items = items;
    }

    public IReadOnlyCollection<MqttClientSubscribeResultItem> Items { get; }

    public ushort PacketIdentifier { get; }
}

public sealed class MqttClientSubscribeResultItem
{
    public MqttClientSubscribeResultItem(MqttTopicFilter topicFilter, MqttClientSubscribeResultCode resultCode)
    {
        TopicFilter = topicFilter;
        ResultCode = resultCode;
    }

    public MqttClientSubscribeResultCode ResultCode { get; }

    public MqttTopicFilter TopicFilter { get; }
}

public sealed class MqttClientUnsubscribeResult
{
    internal MqttClientUnsubscribeResult(ushort packetIdentifier, IReadOnlyCollection<MqttClientUnsubscribeResultItem> items)
    {
        PacketIdentifier = packetIdentifier;
        Items = items;
    }

    public IReadOnlyCollection<MqttClientUnsubscribeResultItem> Items { get; }

    public ushort PacketIdentifier { get; }
}

public sealed class MqttClientUnsubscribeResultItem
{
    public MqttClientUnsubscribeResultItem(string topicFilter, MqttClientUnsubscribeResultCode resultCode)
    {
        TopicFilter = topicFilter;
        ResultCode = resultCode;
    }

    public MqttClientUnsubscribeResultCode ResultCode { get; }

    public string TopicFilter { get; }
}
