namespace MQTTnet.Wire;

/// <summary>A packet as it travels: the first byte of its fixed header, and what its remaining length spans.</summary>
internal readonly record struct Frame(byte Header, byte[] Body)
{
    internal PacketType Type => (PacketType)(Header >> 4);

    internal int Flags => Header & 0xF;
}
