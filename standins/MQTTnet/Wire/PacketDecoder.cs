using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MQTTnet.Wire;

/// <summary>From a frame to a packet, MQTT 3.1.1 chapter 3.</summary>
internal static class PacketDecoder
{
    internal static Packet Decode(Frame frame)
    {
        ThrowUnlessFlagsAreRight(frame);
        var body = new BodyReader(frame.Body);
        Packet packet = frame.Type switch
        {
            PacketType.Connect => Connect(ref body),
            PacketType.ConnAck => new Packet.ConnAck((body.Byte() & 1) != 0, body.Byte()),
            PacketType.Publish => Publish(ref body, frame.Flags),
            PacketType.Subscribe => Subscribe(ref body),
            PacketType.SubAck => new Packet.SubAck(body.PacketId(), body.Rest().ToArray()),
            PacketType.Unsubscribe => Unsubscribe(ref body),
            PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp or PacketType.UnsubAck
                => new Packet.Acknowledgement(frame.Type, body.PacketId()),
            PacketType.PingReq or PacketType.PingResp or PacketType.Disconnect => new Packet.Empty(frame.Type),
            _ => throw new MqttProtocolViolationException($"The packet type is invalid ({(int)frame.Type})."),
        };
        body.ThrowUnlessAtEnd();
        return packet;
    }

    /// <summary>Table 2.2: reserved flag bits have one value each [MQTT-2.2.2-2].</summary>
    private static void ThrowUnlessFlagsAreRight(Frame frame)
    {
        var expected = frame.Type switch
        {
            PacketType.Publish => frame.Flags,
            PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe => 0b0010,
            _ => 0,
        };
        if (frame.Flags != expected)
        {
            throw new MqttProtocolViolationException($"The flags of packet type {frame.Type} are {frame.Flags}, not {expected} [MQTT-2.2.2-2].");
        }
    }

    private static Packet.Connect Connect(ref BodyReader body)
    {
        var name = body.Text();
        var level = body.Byte();
        if (name is not ("MQTT" or "MQIsdp")) { throw new MqttProtocolViolationException($"The protocol name is '{name}', not 'MQTT' [MQTT-3.1.2-1]."); }
        if (level != 4)
        {
            // Other levels lay out the rest differently; the server only needs to say that it does not speak them [MQTT-3.1.2-2].
            body.Rest();
            return new Packet.Connect(level);
        }

        var flags = body.Byte();
        var hasWill = (flags & 0x04) != 0;
        var willQos = (flags >> 3) & 3;
        var (hasPassword, hasUserName) = ((flags & 0x40) != 0, (flags & 0x80) != 0);
        if ((flags & 0x01) != 0) { throw new MqttProtocolViolationException("The first bit of the Connect Flags must be set to 0."); }
        if (willQos == 3 || (!hasWill && (flags & 0x38) != 0)) { throw new MqttProtocolViolationException("The will flags contradict each other [MQTT-3.1.2-13..15]."); }
        if (hasPassword && !hasUserName) { throw new MqttProtocolViolationException("There is a password without a user name [MQTT-3.1.2-22]."); }

        var keepAlive = body.Number();
        var clientId = body.Text();
        var will = hasWill ? new Will(TopicName(ref body), body.Binary().ToArray(), (MqttQualityOfServiceLevel)willQos, (flags & 0x20) != 0) : null;
        var userName = hasUserName ? body.Text() : null;
        var password = hasPassword ? body.Binary().ToArray() : null;
        return new Packet.Connect(level, clientId, (flags & 0x02) != 0, keepAlive, will, userName, password);
    }

    private static Packet.Publish Publish(ref BodyReader body, int flags)
    {
        var qos = (flags >> 1) & 3;
        if (qos == 3) { throw new MqttProtocolViolationException("The QoS of a PUBLISH is 3 [MQTT-3.3.1-4]."); }
        var topic = TopicName(ref body);
        var id = qos > 0 ? body.PacketId() : (ushort)0;
        return new Packet.Publish(topic, body.Rest().ToArray(), (MqttQualityOfServiceLevel)qos, (flags & 1) != 0, (flags & 8) != 0, id);
    }

    private static Packet.Subscribe Subscribe(ref BodyReader body)
    {
        var id = body.PacketId();
        var filters = new List<(string, MqttQualityOfServiceLevel)>();
        while (!body.AtEnd)
        {
            var filter = TopicFilter(ref body);
            var qos = body.Byte();
            if (qos > 2) { throw new MqttProtocolViolationException($"The requested QoS is {qos} [MQTT-3-8.3-4]."); }
            filters.Add((filter, (MqttQualityOfServiceLevel)qos));
        }
        ThrowIfNone(filters.Count);
        return new Packet.Subscribe(id, filters);
    }

    private static Packet.Unsubscribe Unsubscribe(ref BodyReader body)
    {
        var id = body.PacketId();
        var filters = new List<string>();
        while (!body.AtEnd) { filters.Add(TopicFilter(ref body)); }
        ThrowIfNone(filters.Count);
        return new Packet.Unsubscribe(id, filters);
    }

    private static string TopicName(ref BodyReader body)
    {
        var topic = body.Text();
        MqttTopicValidator.ThrowIfInvalid(topic);
        return topic;
    }

    private static string TopicFilter(ref BodyReader body)
    {
        var filter = body.Text();
        if (filter.Length == 0 || !MqttTopicFilterComparer.IsValid(filter)) { throw new MqttProtocolViolationException($"The topic filter '{filter}' is invalid [MQTT-4.7.1]."); }
        return filter;
    }

    private static void ThrowIfNone(int filters)
    {
        if (filters == 0) { throw new MqttProtocolViolationException("At least one topic filter must be set [MQTT-3.8.3-3, 3.10.3-2]."); }
    }
}
