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
                builder.Append(number.ToString("r", CultureInfo.InvariantCulture));
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
        foreach (var c in text)
        {
            builder.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '<' or '>' or < ' ' or (>= '\x7f' and < '\xa0') => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        builder.Append('"');
    }
}
