using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>Arguments: of a resource, of its state, nested, or of a function.</summary>
internal static partial class ArgsWriter
{
    public static void Write(StringBuilder code, ApiType type, WireFacts facts)
    {
        var name = type.ShortName;
        var secrets = SecretsOf(type, facts);
        var baseType = type.Kind["sealed class : ".Length..];
        code.Append(CultureInfo.InvariantCulture, $"public sealed class {name} : {baseType}\n{{\n");
        foreach (var member in type.Members.Where(member => member != "public .ctor()" && !EmptyProperty().IsMatch(member)))
        {
            var match = Property().Match(member);
            if (!match.Success)
            {
                throw new InvalidDataException($"{type.Name} has a member that no rule here knows: {member}");
            }

            WriteProperty(code, match, secrets, facts.WireName(type.Name, match.Groups["name"].Value));
        }

        WriteConstructor(code, name, facts.DefaultsOf(type.Name).ToList());
        code.Append(CultureInfo.InvariantCulture, $"    public static new {name} Empty => new();\n}}\n");
    }

    private static void WriteProperty(StringBuilder code, Match match, HashSet<string> secrets, string unshownWireName)
    {
        var type = match.Groups["type"].Value;
        var name = match.Groups["name"].Value;
        var obsolete = TypeWriter.ObsoleteAttribute().Match(match.Groups["attributes"].Value);
        var input = InputAttribute().Match(match.Groups["attributes"].Value);
        var wireName = input.Success ? input.Groups["name"].Value : unshownWireName;
        var attribute = $"[Input(\"{wireName}\"{(input.Groups["required"].Value == "True" ? ", required: true" : "")}{(input.Groups["json"].Value == "True" ? ", json: true" : "")})]";
        var field = "_" + wireName;
        var isCollection = Collection().IsMatch(type);
        if (obsolete.Success)
        {
            // The real packages put [Input] on the backing field and [Obsolete] on the property.
            attribute += $"\n    private {type.TrimEnd('?')}? {field};\n\n    {obsolete.Value}";
        }
        else if (isCollection || secrets.Contains(wireName))
        {
            attribute += $"\n    private {type.TrimEnd('?')}? {field};\n";
        }

        var set = secrets.Contains(wireName) ? $"{field} = Secret.Of(value);" : $"{field} = value;";
        var body = (isCollection, secrets.Contains(wireName) || obsolete.Success) switch
        {
            (true, _) => $"{{ get => {field} ??= new(); set => {set} }}",
            (false, true) => $"{{ get => {field}; set => {set} }}",
            (false, false) => type.EndsWith('?') || type is "bool" or "int" or "double" ? "{ get; set; }" : "{ get; set; } = null!;",
        };
        code.Append(CultureInfo.InvariantCulture, $"    {attribute}\n    public {type} {name} {body}\n\n");
    }

    private static void WriteConstructor(StringBuilder code, string name, IReadOnlyCollection<(string Property, string Value)> defaults)
    {
        code.Append(CultureInfo.InvariantCulture, $"    public {name}()\n    {{\n");
        foreach (var (property, value) in defaults)
        {
            var expression = value.StartsWith("env ", StringComparison.Ordinal)
                ? string.Join(" ?? ", value.Split(' ').Skip(1).Select(variable => $"Environment.GetEnvironmentVariable(\"{variable}\")"))
                : value;
            code.Append(value.StartsWith("env ", StringComparison.Ordinal)
                ? $"        if (({expression}) is {{ }} {TypeWriter.Camel(property)})\n        {{\n            {property} = {TypeWriter.Camel(property)};\n        }}\n\n"
                : $"        {property} = {expression};\n");
        }

        code.Append("    }\n\n");
    }

    /// <summary>A resource's args and state share its secrets; of nested types the npm package says nothing.</summary>
    private static HashSet<string> SecretsOf(ApiType type, WireFacts facts)
    {
        if (type.Name == "Pulumi.Aws.ProviderArgs")
        {
            return facts.SecretsOf("pulumi:providers:aws").ToHashSet(StringComparer.Ordinal);
        }

        if (type.Namespace.EndsWith(".Inputs", StringComparison.Ordinal) || type.Namespace.Count(c => c == '.') != 2)
        {
            return [];
        }

        var owner = OwnerName().Replace(type.ShortName, "");
        var module = type.Namespace["Pulumi.Aws.".Length..].ToLowerInvariant();
        return facts.SecretsOf($"aws:{module}/{TypeWriter.Camel(owner)}:{owner}").ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^public (?<type>\S.*) (?<name>\w+) \{ get; set; \}(?:  (?<attributes>\[.*\]))?$")]
    private static partial Regex Property();

    [GeneratedRegex(@"\[Input\(""(?<name>\w+)"",(?<required>True|False),(?<json>True|False)\)\]")]
    private static partial Regex InputAttribute();

    [GeneratedRegex(@"^public static \S+ Empty \{ get; \}$")]
    private static partial Regex EmptyProperty();

    [GeneratedRegex(@"^(Pulumi\.InputList<|Pulumi\.InputMap<|List<|Dictionary<)")]
    private static partial Regex Collection();

    [GeneratedRegex("(Args|State)$")]
    private static partial Regex OwnerName();
}
