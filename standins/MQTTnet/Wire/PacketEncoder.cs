namespace MQTTnet.Wire;

/// <summary>From a packet to the bytes of its frame, MQTT 3.1.1 chapter 3.</summary>
internal static class PacketEncoder
{
    internal static byte[] Encode(Packet packet) => packet switch
    {
        Packet.Connect connect => Connect(connect),
        Packet.ConnAck answer => new BodyWriter().Byte(answer.SessionPresent ? 1 : 0).Byte(answer.ReturnCode).Frame(PacketType.ConnAck),
        Packet.Publish publish => Publish(publish),
        Packet.Acknowledgement answer => new BodyWriter().Number(answer.Id).Frame(answer.Type, answer.Type == PacketType.PubRel ? 0b0010 : 0),
        Packet.Subscribe subscribe => subscribe.Filters
            .Aggregate(new BodyWriter().Number(subscribe.Id), (body, wanted) => body.Text(wanted.Filter).Byte((int)wanted.Qos))
            .Frame(PacketType.Subscribe, 0b0010),
        Packet.SubAck answer => new BodyWriter().Number(answer.Id).Bytes([.. answer.ReturnCodes]).Frame(PacketType.SubAck),
        Packet.Unsubscribe unsubscribe => unsubscribe.Filters
            .Aggregate(new BodyWriter().Number(unsubscribe.Id), (body, filter) => body.Text(filter))
            .Frame(PacketType.Unsubscribe, 0b0010),
        Packet.Empty empty => new BodyWriter().Frame(empty.Type),
        _ => throw new ArgumentOutOfRangeException(nameof(packet), packet, "not a packet of MQTT 3.1.1"),
    };

    private static byte[] Connect(Packet.Connect connect)
    {
        var flags = (connect.CleanSession ? 0x02 : 0)
            | (connect.Will is { } will ? 0x04 | ((int)will.Qos << 3) | (will.Retain ? 0x20 : 0) : 0)
            | (connect.Password is null ? 0 : 0x40)
            | (connect.UserName is null ? 0 : 0x80);
        var body = new BodyWriter().Text("MQTT").Byte(connect.Level).Byte(flags).Number(connect.KeepAliveSeconds).Text(connect.ClientId);
        if (connect.Will is not null) { body.Text(connect.Will.Topic).Binary(connect.Will.Payload); }
        if (connect.UserName is not null) { body.Text(connect.UserName); }
        if (connect.Password is not null) { body.Binary(connect.Password); }
        return body.Frame(PacketType.Connect);
    }

    private static byte[] Publish(Packet.Publish publish)
    {
        var body = new BodyWriter().Text(publish.Topic);
        if (publish.Qos > 0) { body.Number(publish.Id); }
        return body.Bytes(publish.Payload.Span)
            .Frame(PacketType.Publish, (publish.Duplicate ? 8 : 0) | ((int)publish.Qos << 1) | (publish.Retain ? 1 : 0));
    }
}
