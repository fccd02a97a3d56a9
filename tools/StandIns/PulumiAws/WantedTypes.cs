using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>
/// The resource types and functions in use. A line of types.txt names one, <c>Iot.Policy</c>, and may take members away from it and
/// from its args and state, <c>WafV2.WebAcl -Rules</c>: some members drag in thousands of nested types that nobody here uses. A line
/// <c>nested WafV2.WebAclRule -CaptchaConfig</c> takes them away from a nested type, where it is an input, part of a state and an output.
/// </summary>
internal sealed partial class WantedTypes
{
    private const string Root = "Pulumi.Aws.";
    private const string Nested = "nested";

    private readonly List<string> roots = [];
    private readonly HashSet<(string Type, string Member)> left = [];

    public static WantedTypes Read(string path)
    {
        var wanted = new WantedTypes();
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == Nested)
            {
                wanted.Leave(FormsOfNested(words[1]), words[2..]);
            }
            else
            {
                wanted.roots.Add(Root + words[0]);
                wanted.Leave([Root + words[0], Root + words[0] + "Args", Root + words[0] + "State"], words[1..]);
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

    private static string[] FormsOfNested(string name)
    {
        var (module, type) = (Root + name[..name.IndexOf('.')], name[(name.IndexOf('.') + 1)..]);
        return [$"{module}.Inputs.{type}Args", $"{module}.Inputs.{type}GetArgs", $"{module}.Outputs.{type}"];
    }

    private void Leave(IEnumerable<string> types, IReadOnlyCollection<string> members) =>
        left.UnionWith(types.SelectMany(type => members.Select(member => (type, member.TrimStart('-')))));

    private bool IsLeft(string type, string member) =>
        left.Any(entry => entry.Type == type && Regex.IsMatch(member, $@" {entry.Member}( \{{|\(|\z)"));

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"Pulumi\.Aws\.[A-Za-z0-9_.]+")]
    private static partial Regex TypeName();
}
