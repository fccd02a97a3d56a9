using System.Text.RegularExpressions;

namespace Infra.StandIns.Surface;

/// <summary>
/// Finds the lines of a list that compiled references mean. Some stand-ins hand on another package's types (BouncyCastle.Cryptography over
/// Portable.BouncyCastle): their own surface says nothing, so what the product uses of it is held against the list instead.
/// </summary>
internal sealed partial class ReferenceMatcher
{
    private readonly Dictionary<(string Type, string Member), List<(string Line, string? Parameters)>> members = [];
    private readonly Dictionary<string, string> types = new(StringComparer.Ordinal);

    public ReferenceMatcher(IEnumerable<string> list)
    {
        foreach (var line in list.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (Comparison.IsType(line))
            {
                types.TryAdd(WithoutArguments(Comparison.TypeName(line)), line);
                continue;
            }

            var parts = line.Split("::", 2);
            foreach (var (name, parameters) in Names(parts[1]))
            {
                var key = (WithoutArguments(parts[0]), name);
                if (!members.TryGetValue(key, out var lines))
                {
                    members.Add(key, lines = []);
                }

                lines.Add((line, parameters));
            }
        }
    }

    /// <summary>The line that a reference means, its type's own line with it; null when the list has none.</summary>
    public IReadOnlyList<string>? Find(MemberReferenceKey reference)
    {
        var waiting = new Queue<string>([reference.Type]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var name))
        {
            // A member may be declared higher up in the listed version than in the one that was compiled against.
            if (!seen.Add(name) || !types.TryGetValue(name, out var type))
            {
                continue;
            }

            if (members.TryGetValue((name, reference.Name), out var candidates)
                && candidates.Find(candidate => reference.Parameters is null || Same(candidate.Parameters, reference.Parameters)) is { Line: { } line })
            {
                return [types[reference.Type], type, line];
            }

            foreach (var parent in Split(Attributes().Replace(type, "").Split(" : ", 2) is [_, var bases] ? bases : ""))
            {
                waiting.Enqueue(WithoutArguments(parent));
            }
        }

        return null;
    }

    /// <summary>How compiled code calls a listed member: a property by its accessors, an event by its add and remove.</summary>
    private static IEnumerable<(string Name, string? Parameters)> Names(string member)
    {
        member = Attributes().Replace(member, "");
        if (Method().Match(member) is { Success: true } method)
        {
            yield return (method.Groups["name"].Value, ParameterTypes(method.Groups["parameters"].Value));
        }
        else if (Property().Match(member) is { Success: true } property)
        {
            var index = property.Groups["index"] is { Success: true } group ? ParameterTypes(group.Value) : "";
            yield return ("get_" + property.Groups["name"].Value, index);
            yield return ("set_" + property.Groups["name"].Value, index.Length > 0 ? $"{index}, {Plain(property.Groups["type"].Value)}" : Plain(property.Groups["type"].Value));
        }
        else if (Event().Match(member) is { Success: true } found)
        {
            yield return ("add_" + found.Groups["name"].Value, Plain(found.Groups["type"].Value));
            yield return ("remove_" + found.Groups["name"].Value, Plain(found.Groups["type"].Value));
        }
        else if (Field().Match(member) is { Success: true } field)
        {
            yield return (field.Groups["name"].Value, null);
        }
    }

    private static string ParameterTypes(string parameters) => string.Join(", ", Split(parameters).Select(parameter =>
    {
        var words = Default().Replace(parameter, "");
        return Plain(Passing().Replace(words[..words.LastIndexOf(' ')], ""));
    }));

    /// <summary>Type parameters are numbered in a reference and named in a list, and nullable marks are only in a list.</summary>
    private static bool Same(string? listed, string referenced) => listed is not null && Plain(listed) == Plain(TypeParameter().Replace(referenced, "T"));

    private static string Plain(string type) => type.Replace("?", "", StringComparison.Ordinal);

    private static string WithoutArguments(string type) => type.Split('<')[0];

    private static IEnumerable<string> Split(string list)
    {
        var (depth, start) = (0, 0);
        for (var position = 0; position < list.Length; position++)
        {
            depth += list[position] switch { '<' or '(' or '[' => 1, '>' or ')' or ']' => -1, _ => 0 };
            if (depth == 0 && list[position] == ',')
            {
                yield return list[start..position].Trim();
                start = position + 1;
            }
        }

        if (start < list.Length)
        {
            yield return list[start..].Trim();
        }
    }

    [GeneratedRegex(@"  \[.*\]$")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"^(?:public|protected)(?: (?:static|abstract|virtual|override|sealed override))* (?:\S.* )?(?<name>[\w.]+)(?:<[^(]*>)?\((?<parameters>.*)\)(?: where .*)?$")]
    private static partial Regex Method();

    [GeneratedRegex(@"^(?:public|protected)(?: (?:static|abstract|virtual|override|sealed override))* (?<type>\S.*) (?<name>\w+)(?:\[(?<index>.*)\])? \{ .*\}$")]
    private static partial Regex Property();

    [GeneratedRegex(@"^event (?<type>\S.*) (?<name>\w+)$")]
    private static partial Regex Event();

    [GeneratedRegex(@"^(?:.* )?(?<name>\w+)(?: = .*)?$")]
    private static partial Regex Field();

    [GeneratedRegex(@" = .*$")]
    private static partial Regex Default();

    [GeneratedRegex(@"^(?:(?:this|out|in|ref|params) )*")]
    private static partial Regex Passing();

    [GeneratedRegex(@"!!?\d+")]
    private static partial Regex TypeParameter();
}
