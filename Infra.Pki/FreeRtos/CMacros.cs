using System.Text;
using System.Text.RegularExpressions;

namespace Infra.Pki.FreeRtos;

/// <summary>The value of an object-like macro.</summary>
/// <param name="Text">Its string literals, joined as C joins them; null: it has none (<c>NULL</c>, a number, a name).</param>
/// <param name="Source">What stands in the header.</param>
internal sealed record CMacro(string? Text, string Source);

/// <summary>Reads the <c>#define</c>s of a header, in the order of C's translation phases (C11 5.1.1.2). No conditions are evaluated.</summary>
internal static partial class CMacros
{
    public static IReadOnlyDictionary<string, CMacro> Read(string header)
    {
        // Phase 2, lines that end with a backslash go on; compilers let blanks follow it. Phase 3, a comment is a blank.
        var lines = WithoutComments(Splice().Replace(header.ReplaceLineEndings("\n"), " ")).Split('\n');
        var macros = new Dictionary<string, CMacro>(StringComparer.Ordinal);
        foreach (var define in lines.Select(line => Define().Match(line)).Where(match => match.Success))
        {
            // Guards: the first definition is the one that a compiler comes to; a later one stands for its absence.
            macros.TryAdd(define.Groups[1].Value, new CMacro(Literals(define.Groups[2].Value), define.Groups[2].Value.Trim()));
        }

        return macros;
    }

    private static string? Literals(string value)
    {
        if (!value.TrimStart().StartsWith('"')) { return null; }
        var text = new StringBuilder();
        for (var at = 0; at < value.Length;)
        {
            if (value[at] == '"') { text.Append(CString.Read(value, ref at)); }
            else if (char.IsWhiteSpace(value[at])) { at++; }
            else { throw new PkiException(FreeRtosErrors.HeaderMalformed, $"the header cannot be read: '{value[at]}' stands between string literals"); }
        }

        return text.ToString();
    }

    private static string WithoutComments(string source)
    {
        var kept = new StringBuilder(source.Length);
        for (var at = 0; at < source.Length;)
        {
            var rest = source.AsSpan(at);
            if (rest[0] == '"')
            {
                var start = at;
                CString.Read(source, ref at);
                kept.Append(source, start, at - start);
            }
            else if (rest.StartsWith("//"))
            {
                at += rest.IndexOf('\n') is var end and >= 0 ? end : rest.Length;
            }
            else if (rest.StartsWith("/*"))
            {
                var end = rest[2..].IndexOf("*/");
                if (end < 0) { throw new PkiException(FreeRtosErrors.HeaderMalformed, "the header cannot be read: a comment does not end"); }
                kept.Append(' ');
                at += end + 4;
            }
            else
            {
                kept.Append(rest[0]);
                at++;
            }
        }

        return kept.ToString();
    }

    [GeneratedRegex(@"\\[ \t]*\n")]
    private static partial Regex Splice();

    [GeneratedRegex(@"^\s*#\s*define\s+([A-Za-z_]\w*)(?:\s+(.*))?$")]
    private static partial Regex Define();
}
