using System.Globalization;
using System.Text;

namespace Infra.Benchmarks.Functions;

/// <summary>An HTTP/1.1 message (RFC 9112), request or response, as it came over the wire. One follows another only once it was answered.</summary>
/// <param name="Head">First line and headers.</param>
/// <param name="Body">What follows; as it came, if it is chunked.</param>
internal sealed record HttpMessage(string Head, byte[] Body)
{
    private static readonly byte[] _endOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] _endOfChunks = "0\r\n\r\n"u8.ToArray();

    /// <summary>Null: the other side has closed the connection.</summary>
    public static HttpMessage? Read(Stream stream)
    {
        var bytes = new byte[4096];
        var (count, endOfHead) = (0, -1);
        while (endOfHead < 0)
        {
            if (!More()) { return null; }
            endOfHead = bytes.AsSpan(0, count).IndexOf(_endOfHead);
        }

        var head = Encoding.ASCII.GetString(bytes, 0, endOfHead);
        var start = endOfHead + _endOfHead.Length;
        while (!IsWhole())
        {
            if (!More()) { return null; }
        }

        return new(head, bytes[start..count]);

        bool IsWhole() => Header(head, "Content-Length") is { } length
            ? count - start >= int.Parse(length, CultureInfo.InvariantCulture)
            : Header(head, "Transfer-Encoding") is null || bytes.AsSpan(start, count - start).EndsWith(_endOfChunks);

        bool More()
        {
            if (count == bytes.Length) { Array.Resize(ref bytes, 2 * count); }
            var read = stream.Read(bytes, count, bytes.Length - count);
            count += read;
            return read > 0;
        }
    }

    public byte[] ToBytes() => [.. Encoding.ASCII.GetBytes(Head), .. _endOfHead, .. Body];

    private static string? Header(string head, string name)
    {
        foreach (var line in head.Split("\r\n").Skip(1))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) { return line[(name.Length + 1)..].Trim(); }
        }

        return null;
    }
}
