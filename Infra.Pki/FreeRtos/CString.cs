using System.Globalization;
using System.Text;

namespace Infra.Pki.FreeRtos;

/// <summary>Text as a C string literal (C11 6.4.5), out and in.</summary>
internal static class CString
{
    /// <summary>
    /// The literal with its quotes. Quotes and backslashes are escaped, so that a Wi-Fi password cannot end the literal; so are
    /// question marks in a row, which C reads as trigraphs. Other bytes are octal, which ends after three digits; hex does not end.
    /// </summary>
    public static string Write(string text)
    {
        var literal = new StringBuilder("\"");
        var afterQuestionMark = false;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            literal.Append(value switch
            {
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                (byte)'\n' => "\\n",
                (byte)'?' when afterQuestionMark => "\\?",
                >= 0x20 and < 0x7f => ((char)value).ToString(),
                0 => throw new PkiException(FreeRtosErrors.SettingNotPossible, "a text holds a NUL character, where C ends it; leave it out"),
                _ => "\\" + Convert.ToString(value, 8).PadLeft(3, '0'),
            });
            afterQuestionMark = value == '?';
        }

        return literal.Append('"').ToString();
    }

    /// <summary>One literal from <paramref name="at"/>, where its quote stands; moves behind it.</summary>
    public static string Read(ReadOnlySpan<char> source, ref int at)
    {
        var bytes = new List<byte>();
        for (at++; at < source.Length; at++)
        {
            switch (source[at])
            {
                case '"':
                    at++;
                    return Encoding.UTF8.GetString([.. bytes]);
                case '\n':
                    throw Malformed("a string literal does not end on its line");
                case '\\' when at + 1 < source.Length:
                    at++;
                    bytes.Add(ReadEscape(source, ref at));
                    break;
                default:
                    bytes.AddRange(Encoding.UTF8.GetBytes([source[at]]));
                    break;
            }
        }

        throw Malformed("a string literal does not end");
    }

    private static byte ReadEscape(ReadOnlySpan<char> source, ref int at)
    {
        const string simple = "abfnrtv\"'?\\";
        const string meaning = "\a\b\f\n\r\t\v\"'?\\";
        if (simple.IndexOf(source[at], StringComparison.Ordinal) is var index and >= 0) { return (byte)meaning[index]; }
        var (start, digits, most) = source[at] == 'x' ? (at + 1, "0123456789abcdefABCDEF", int.MaxValue) : (at, "01234567", 3);
        var length = source[start..Math.Min(source.Length, most == int.MaxValue ? source.Length : start + most)].IndexOfAnyExcept(digits);
        if (length < 0) { length = Math.Min(source.Length - start, most); }
        if (length == 0) { throw Malformed($"'\\{source[at]}' is no escape of C"); }
        at = start + length - 1;
        var number = source.Slice(start, length);
        var value = most == 3 ? Convert.ToInt32(number.ToString(), 8) : int.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return value <= byte.MaxValue ? (byte)value : throw Malformed($"the escape '\\{number}' is larger than a byte");
    }

    private static PkiException Malformed(string what) => new(FreeRtosErrors.HeaderMalformed, $"the header cannot be read: {what}");
}
