using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MQTTnet.Exceptions;

namespace MQTTnet.Wire;

/// <summary>Gathers the fields of a body and puts the fixed header before them.</summary>
internal sealed class BodyWriter
{
    private const int LongestBody = 268_435_455;

    private readonly ArrayBufferWriter<byte> body = new();

    internal BodyWriter Byte(int value)
    {
        body.Write([(byte)value]);
        return this;
    }

    internal BodyWriter Number(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(body.GetSpan(2), value);
        body.Advance(2);
        return this;
    }

    internal BodyWriter Bytes(ReadOnlySpan<byte> value)
    {
        body.Write(value);
        return this;
    }

    internal BodyWriter Binary(ReadOnlySpan<byte> value) => value.Length <= ushort.MaxValue
        ? Number((ushort)value.Length).Bytes(value)
        : throw new MqttProtocolViolationException($"A field has {value.Length} bytes; MQTT allows {ushort.MaxValue}.");

    internal BodyWriter Text(string value) => Binary(Encoding.UTF8.GetBytes(value));

    /// <summary>The finished frame.</summary>
    internal byte[] Frame(PacketType type, int flags = 0)
    {
        var length = body.WrittenCount;
        if (length > LongestBody) { throw new MqttProtocolViolationException($"A packet has {length} bytes; MQTT allows {LongestBody}."); }
        var frame = new ArrayBufferWriter<byte>(length + 5);
        frame.Write([(byte)(((int)type << 4) | flags)]);
        do
        {
            var low = length & 0x7F;
            length >>= 7;
            frame.Write([(byte)(length > 0 ? low | 0x80 : low)]);
        }
        while (length > 0);
        frame.Write(body.WrittenSpan);
        return frame.WrittenSpan.ToArray();
    }
}
