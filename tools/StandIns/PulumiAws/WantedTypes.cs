using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>
/// The resource types and functions in use. A line of types.txt names one, <c>Iot.Policy</c>, or takes a member away from it and
/// from its args and state, <c>WafV2.WebAcl -Rules</c>: some members drag in thousands of nested types that nobody here uses.
/// </summary>
internal sealed partial class WantedTypes
{
    private const string Root = "Pulumi.Aws.";

    private readonly List<string> roots = [];
    private readonly HashSet<(string Type, string Member)> left = [];

    public static WantedTypes Read(string path)
    {
        var wanted = new WantedTypes();
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            wanted.roots.Add(Root + words[0]);
            foreach (var member in words.Skip(1))
            {
                foreach (var suffix in new[] { "", "Args", "State" })
                {
                    wanted.left.Add((Root + words[0] + suffix, member.TrimStart('-')));
                }
            }
        }

        return wanted;
    }

    /// <summary>Takes the wanted types and everything that they refer to.</summary>
    public ApiList PickFrom(ApiList list)
    {
        var types = list.Types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        var picked = new Dictionary<string, ApiType>(StringComparer.Ordinal);
        var waiting = new Queue<string>(roots);
        while (waiting.TryDequeue(out var name))
        {
            if (picked.ContainsKey(name))
            {
                continue;
            }

            if (!types.TryGetValue(name, out var type))
            {
                throw new InvalidDataException($"{name} is not in the list; types.txt takes names of the list without \"{Root}\"");
            }

            type = type with { Members = type.Members.Where(member => !IsLeft(name, member)).ToList() };
            picked.Add(name, type);
            foreach (var reference in type.Members.SelectMany(member => TypeName().Matches(Quoted().Replace(member, ""))))
            {
                waiting.Enqueue(reference.Value);
            }
        }

        return ApiList.Of(picked.Values);
    }

    private bool IsLeft(string type, string member) =>
        left.Any(entry => entry.Type == type && Regex.IsMatch(member, $@" {entry.Member}( \{{|\(|\z)"));

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"Pulumi\.Aws\.[A-Za-z0-9_.]+")]
    private static partial Regex TypeName();
}
