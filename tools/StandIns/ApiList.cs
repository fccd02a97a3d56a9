namespace Infra.StandIns;

/// <summary>A package's public surface as a list of lines: <c>Type: kind</c> for a type, <c>Type::member</c> for each of its members.</summary>
internal sealed class ApiList
{
    private ApiList(IEnumerable<ApiType> types) => Types = types.OrderBy(type => type.Name, StringComparer.Ordinal).ToList();

    public IReadOnlyList<ApiType> Types { get; }

    public static ApiList Read(string path) => Parse(File.ReadLines(path));

    public static ApiList Of(IEnumerable<ApiType> types) => new(types);

    public static ApiList Parse(IEnumerable<string> lines)
    {
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        var members = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = line[..colon];
            if (line[colon + 1] == ':')
            {
                if (!members.TryGetValue(name, out var list))
                {
                    members.Add(name, list = []);
                }

                list.Add(line[(colon + 2)..]);
            }
            else
            {
                kinds.Add(name, line[(colon + 2)..]);
            }
        }

        return new ApiList(kinds.Select(kind => new ApiType(kind.Key, kind.Value, members.GetValueOrDefault(kind.Key) ?? [])));
    }

    public string ToText() =>
        string.Concat(Types.SelectMany(type => type.Lines()).Order(StringComparer.Ordinal).Select(line => line + "\n"));
}

/// <summary>One type of the list: its full name, what stands after the name on its own line, and its members.</summary>
internal sealed record ApiType(string Name, string Kind, IReadOnlyList<string> Members)
{
    public string Namespace => Name[..Name.LastIndexOf('.')];

    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    public IEnumerable<string> Lines() => Members.Select(member => $"{Name}::{member}").Prepend($"{Name}: {Kind}");
}
