using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>
/// What a .NET surface does not show but the engine sees: which properties are secret, the type's former names, the strings behind
/// enum members, and defaults. Read once from the npm package of the same version (the same schema generates both) and kept in wire.txt.
/// </summary>
internal sealed partial class WireFacts
{
    private readonly SortedSet<string> lines = new(StringComparer.Ordinal);

    public string Version => Find("version").Single();

    /// <summary>Wire names of the secret properties of a resource type.</summary>
    public IReadOnlyList<string> SecretsOf(string token) => Find($"secret {token}").ToList();

    public IReadOnlyList<string> AliasesOf(string token) => Find($"alias {token}").ToList();

    public string EnumValue(string type, string member) => Find($"enum {type} {member}").Single();

    /// <summary>C# property name to default: a literal, or <c>env A B</c>.</summary>
    public IEnumerable<(string Property, string Value)> DefaultsOf(string type) =>
        Find($"default {type}").Select(text => text.Split(' ', 2)).Select(parts => (parts[0], parts[1]));

    /// <summary>
    /// The wire name of an input that shows none in the list. The list was read from compiled attributes by way of the backing field's name,
    /// so it misses a collection whose C# name differs from its wire name; the resource's output of that name has it.
    /// </summary>
    public string WireName(string type, string property) => Find($"wire {type} {property}").FirstOrDefault() ?? TypeWriter.Camel(property);

    public static WireFacts Read(string path)
    {
        var facts = new WireFacts();
        facts.lines.UnionWith(File.ReadLines(path));
        return facts;
    }

    public string ToText() => string.Concat(lines.Select(line => line + "\n"));

    public static WireFacts FromNodePackage(string folder, ApiList list)
    {
        var facts = new WireFacts();
        facts.lines.Add("version " + PackageVersion().Match(File.ReadAllText(Path.Combine(folder, "package.json"))).Groups[1].Value);
        foreach (var type in list.Types)
        {
            if (type.Kind.Contains("[AwsResourceType(", StringComparison.Ordinal))
            {
                facts.AddResource(folder, type);
            }
            else if (type.Kind.Contains("[EnumType]", StringComparison.Ordinal))
            {
                facts.AddEnum(folder, type);
            }
        }

        return facts;
    }

    private void AddResource(string folder, ApiType type)
    {
        var token = Token().Match(type.Kind).Groups[1].Value;
        var file = type.Kind.Contains("ProviderResource", StringComparison.Ordinal) ? "provider" : token.Split(':')[1];
        var script = File.ReadAllText(Path.Combine(folder, file + ".js"));
        foreach (var name in SecretOutputs().Matches(script).SelectMany(match => QuotedWord().Matches(match.Value)))
        {
            lines.Add($"secret {token} {name.Groups[1].Value}");
        }

        foreach (var output in type.Members.Select(member => RenamedOutput().Match(member)).Where(match => match.Success))
        {
            var (property, wire) = (output.Groups[1].Value, output.Groups[2].Value);
            if (wire != TypeWriter.Camel(property))
            {
                lines.Add($"wire {type.Name}Args {property} {wire}");
                lines.Add($"wire {type.Name}State {property} {wire}");
            }
        }

        foreach (Match match in SecretInput().Matches(script))
        {
            lines.Add($"secret {token} {match.Groups[1].Value}");
        }

        foreach (Match match in Alias().Matches(script))
        {
            lines.Add($"alias {token} {match.Groups[1].Value}");
        }

        foreach (Match match in Default().Matches(script))
        {
            var value = match.Groups[2].Value;
            var property = char.ToUpperInvariant(match.Groups[1].Value[0]) + match.Groups[1].Value[1..];
            var names = QuotedWord().Matches(value).Select(word => word.Groups[1].Value);
            lines.Add($"default {type.Name}Args {property} {(value.StartsWith("utilities.getEnv", StringComparison.Ordinal) ? "env " + string.Join(' ', names) : value)}");
        }
    }

    private void AddEnum(string folder, ApiType type)
    {
        var module = type.Namespace == "Pulumi.Aws" ? "" : type.Namespace["Pulumi.Aws.".Length..].ToLowerInvariant();
        var script = File.ReadAllText(Path.Combine(folder, "types", "enums", module, "index.js"));
        var start = script.IndexOf($"exports.{type.ShortName} = {{", StringComparison.Ordinal);
        var body = script[start..script.IndexOf("\n}", start, StringComparison.Ordinal)];
        foreach (Match match in EnumMember().Matches(body))
        {
            lines.Add($"enum {type.Name} {match.Groups[1].Value} {match.Groups[2].Value}");
        }
    }

    private IEnumerable<string> Find(string key) =>
        lines.Where(line => line.StartsWith(key + " ", StringComparison.Ordinal)).Select(line => line[(key.Length + 1)..]);

    [GeneratedRegex("\"version\": \"([^\"]+)\"")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@" (\w+) \{ get; \}  .*\[Output\(""(\w+)""\)\]")]
    private static partial Regex RenamedOutput();

    [GeneratedRegex("AwsResourceType\\(\"([^\"]+)\"\\)")]
    private static partial Regex Token();

    [GeneratedRegex(@"additionalSecretOutputs: \[[^\]]*\]")]
    private static partial Regex SecretOutputs();

    [GeneratedRegex(@"resourceInputs\[""(\w+)""\] = args\?\.\w+ \? pulumi\.secret\(")]
    private static partial Regex SecretInput();

    [GeneratedRegex(@"\{ type: ""([^""]+)"" \}")]
    private static partial Regex Alias();

    [GeneratedRegex(@"resourceInputs\[""(\w+)""\] = (?:pulumi\.output\()?\(args\?\.\w+\) \?\? (utilities\.getEnv\([^)]*\)|[^;)]+)")]
    private static partial Regex Default();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex QuotedWord();

    [GeneratedRegex(@"^\s+(\w+): ""([^""]*)""", RegexOptions.Multiline)]
    private static partial Regex EnumMember();
}
