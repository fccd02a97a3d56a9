using MQTTnet.Protocol;

namespace MQTTnet.Wire;

/// <summary>An MQTT 3.1.1 control packet.</summary>
internal abstract record Packet
{
    private Packet() { }

    /// <param name="Level">Protocol level; where it is not 4 (3.1.1) the rest is not known.</param>
    internal sealed record Connect(
        byte Level, string ClientId = "", bool CleanSession = true, ushort KeepAliveSeconds = 0, Will Will = null, string UserName = null, byte[] Password = null) : Packet;

    internal sealed record ConnAck(bool SessionPresent, byte ReturnCode) : Packet;

    internal sealed record Publish(
        string Topic, ReadOnlyMemory<byte> Payload, MqttQualityOfServiceLevel Qos, bool Retain, bool Duplicate = false, ushort Id = 0) : Packet;

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK: a packet identifier and nothing else.</summary>
    internal sealed record Acknowledgement(PacketType Type, ushort Id) : Packet;

    internal sealed record Subscribe(ushort Id, IReadOnlyList<(string Filter, MqttQualityOfServiceLevel Qos)> Filters) : Packet;

    internal sealed record SubAck(ushort Id, IReadOnlyList<byte> ReturnCodes) : Packet;

    internal sealed record Unsubscribe(ushort Id, IReadOnlyList<string> Filters) : Packet;

    /// <summary>PINGREQ, PINGRESP and DISCONNECT.</summary>
    internal sealed record Empty(PacketType Type) : Packet;
}

/// <summary>What the server publishes for a client that goes without DISCONNECT.</summary>
internal sealed record Will(string Topic, byte[] Payload, MqttQualityOfServiceLevel Qos, bool Retain);
