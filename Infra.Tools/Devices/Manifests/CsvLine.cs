using System.Text;

namespace Infra.Tools.Devices.Manifests;

/// <summary>How the search for a record's end came out.</summary>
internal enum CsvEnd
{
    /// <summary>Here is a record.</summary>
    Record,

    /// <summary>There are no more bytes.</summary>
    Nothing,

    /// <summary>No end of line yet.</summary>
    TooLong,

    /// <summary>A quote is still open.</summary>
    Unclosed,
}

/// <summary>One record of a CSV file (RFC 4180, section 2), as the values it is cut into. Used again for each record.</summary>
internal sealed class CsvLine(byte delimiter)
{
    private readonly List<string> _values = [];

    public byte Delimiter => delimiter;

    public int Count => _values.Count;

    /// <summary>Bytes up to and with the end of line.</summary>
    public int Length { get; private set; }

    public bool IsBlank => _values is [""];

    public string this[int index] => _values[index];

    public CsvEnd Scan(ReadOnlySpan<byte> bytes, bool ended)
    {
        _values.Clear();
        Length = 0;
        if (bytes.IsEmpty) { return ended ? CsvEnd.Nothing : CsvEnd.TooLong; }
        for (var start = 0; ;)
        {
            var rest = bytes[start..];
            int length;
            if (rest is [(byte)'"', ..])
            {
                length = QuotedLength(rest);
                if (length < 0 || (length == rest.Length && !ended)) { return CsvEnd.Unclosed; }
                var inside = Text(rest[1..(length - 1)]);
                _values.Add(inside.Contains('"', StringComparison.Ordinal) ? inside.Replace("\"\"", "\"", StringComparison.Ordinal) : inside);

                // Text after a closing quote is no CSV; as part of the value it makes the value invalid, which is then said.
                var after = PlainLength(rest[length..]);
                if (after > 0 && !IsEndOfLine(rest[length..], after)) { _values[^1] += Text(rest.Slice(length, after)); }
                length += after;
            }
            else
            {
                length = PlainLength(rest);
                _values.Add(Text(rest[..length].TrimEnd((byte)'\r')));
            }

            if (length == rest.Length)
            {
                Length = bytes.Length;
                return ended ? CsvEnd.Record : CsvEnd.TooLong;
            }

            start += length + 1;
            if (rest[length] == (byte)'\n')
            {
                Length = start;
                return CsvEnd.Record;
            }
        }
    }

    private static bool IsEndOfLine(ReadOnlySpan<byte> bytes, int length) => length == 1 && bytes[0] == (byte)'\r' && (bytes.Length == 1 || bytes[1] == (byte)'\n');

    private int PlainLength(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOfAny(delimiter, (byte)'\n');
        return length < 0 ? bytes.Length : length;
    }

    /// <summary>Bytes from the opening quote to the closing one; -1: it is not closed here.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> bytes)
    {
        for (var i = 1; ;)
        {
            var quote = bytes[i..].IndexOf((byte)'"');
            if (quote < 0) { return -1; }
            i += quote + 1;
            if (i == bytes.Length || bytes[i] != (byte)'"') { return i; }
            i++;
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
