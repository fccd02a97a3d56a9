using System.Buffers.Binary;
using System.Text;
using MQTTnet.Exceptions;

namespace MQTTnet.Wire;

/// <summary>Reads the fields of a frame's body; whatever does not fit is a protocol violation.</summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body)
{
    // Ill-formed UTF-8 closes the connection [MQTT-1.5.3-1].
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> rest = body;

    internal readonly bool AtEnd => rest.IsEmpty;

    internal byte Byte() => Take(1)[0];

    internal ushort Number() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    internal ReadOnlySpan<byte> Binary() => Take(Number());

    internal ReadOnlySpan<byte> Rest() => Take(rest.Length);

    internal string Text()
    {
        var bytes = Binary();
        if (bytes.Contains((byte)0)) { throw new MqttProtocolViolationException("A string holds U+0000 [MQTT-1.5.3-2]."); }
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new MqttProtocolViolationException("A string is not well-formed UTF-8 [MQTT-1.5.3-1].");
        }
    }

    internal ushort PacketId() => Number() is var id and not 0 ? id : throw new MqttProtocolViolationException("A packet identifier is zero [MQTT-2.3.1-1].");

    internal readonly void ThrowUnlessAtEnd()
    {
        if (!AtEnd) { throw new MqttProtocolViolationException($"A packet has {rest.Length} bytes too many."); }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length) { throw new MqttProtocolViolationException($"A packet ends early: {count} bytes expected, {rest.Length} left."); }
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
