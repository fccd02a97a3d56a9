using System.Globalization;
using System.Text;

namespace Pulumi;

/// <summary>Writes a wire value as the JSON that <c>[Input(json: true)]</c> properties carry: protobuf's spacing and escapes.</summary>
internal static class WireJson
{
    public static string Write(object? wire)
    {
        var builder = new StringBuilder();
        Write(builder, wire);
        return builder.ToString();
    }

    private static void Write(StringBuilder builder, object? wire)
    {
        switch (wire)
        {
            case null:
                builder.Append("null");
                break;
            case bool flag:
                builder.Append(flag ? "true" : "false");
                break;
            case double number:
                var digits = number.ToString("r", CultureInfo.InvariantCulture);
                builder.Append(double.IsFinite(number) ? digits : $"\"{digits}\"");
                break;
            case string text:
                WriteText(builder, text);
                break;
            case ImmutableArray<object?> list:
                WriteSequence(builder, '[', ']', list, Write);
                break;
            case ImmutableDictionary<string, object?> map:
                WriteSequence(builder, '{', '}', map.OrderBy(entry => entry.Key, StringComparer.CurrentCulture), (target, entry) =>
                {
                    WriteText(target, entry.Key);
                    target.Append(": ");
                    Write(target, entry.Value);
                });
                break;
            default:
                throw new InvalidOperationException($"Unsupported value when converting to protobuf: {wire.GetType().FullName}");
        }
    }

    private static void WriteSequence<T>(
        StringBuilder builder, char open, char close, IEnumerable<T> items, Action<StringBuilder, T> write)
    {
        builder.Append(open).Append(' ');
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                builder.Append(", ");
            }
            isFirst = false;
            write(builder, item);
        }
        builder.Append(isFirst ? "" : " ").Append(close);
    }

    private static void WriteText(StringBuilder builder, string text)
    {
        builder.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    throw new ArgumentException("String contains low surrogate not followed by high surrogate");
                }
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}\\u{(int)text[++i]:x4}");
                continue;
            }
            builder.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when IsEscaped(c) => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        builder.Append('"');
    }

    /// <summary>HTML's angle brackets, controls, and characters that change how others are shown.</summary>
    private static bool IsEscaped(char c) => c is '<' or '>' or < ' ' or (>= '\x7f' and < '\xa0')
        or '\u00ad' or '\u06dd' or '\u070f' or '\u17b4' or '\u17b5' or '\ufeff'
        or (>= '\u0600' and <= '\u0603') or (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e')
        or (>= '\u2060' and <= '\u2064') or (>= '\u206a' and <= '\u206f') or (>= '\ufff9' and <= '\ufffb');
}
