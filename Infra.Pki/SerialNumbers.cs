namespace Infra.Pki;

/// <summary>Serial numbers as text: upper-case hex of the octets, as the platform's certificates write them.</summary>
internal static class SerialNumbers
{
    /// <summary>Without the zero octet that keeps an INTEGER positive (X.690 8.3).</summary>
    public static string Hex(ReadOnlySpan<byte> integer) => Convert.ToHexString(integer is [0, _, ..] ? integer[1..] : integer);
}
