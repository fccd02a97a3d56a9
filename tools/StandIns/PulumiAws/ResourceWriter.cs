using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>A custom resource or the provider itself: its outputs, its constructor, and Get.</summary>
internal static partial class ResourceWriter
{
    public static void Write(StringBuilder code, ApiType type, WireFacts facts)
    {
        var token = Token().Match(type.Kind).Groups[1].Value;
        var isProvider = type.Kind.Contains("Pulumi.ProviderResource", StringComparison.Ordinal);
        var name = type.ShortName;
        code.Append(CultureInfo.InvariantCulture, $"[AwsResourceType(\"{token}\")]\npublic partial class {name} : {(isProvider ? "Pulumi.ProviderResource" : "Pulumi.CustomResource")}\n{{\n");
        foreach (var member in type.Members)
        {
            if (OutputProperty().Match(member) is { Success: true } output)
            {
                code.Append(CultureInfo.InvariantCulture, $"    {output.Groups["attributes"].Value}\n    public {output.Groups["type"].Value} {output.Groups["name"].Value} {{ get; private set; }} = null!;\n\n");
            }
            else if (Constructor().Match(member) is { Success: true } constructor)
            {
                var baseType = isProvider ? "aws" : token;
                code.Append(CultureInfo.InvariantCulture, $"    public {name}({constructor.Groups["parameters"].Value})\n        : base(\"{baseType}\", name, args ?? new {constructor.Groups["args"].Value}(), MakeOptions(options, \"\"))\n    {{\n    }}\n\n");
            }
            else if (GetMethod().Match(member) is { Success: true } get)
            {
                var state = get.Groups["state"].Value;
                code.Append(CultureInfo.InvariantCulture, $"    private {name}(string name, Pulumi.Input<string> id, {state}? state, Pulumi.CustomResourceOptions? options)\n        : base(\"{token}\", name, state, MakeOptions(options, id))\n    {{\n    }}\n\n");
                code.Append(CultureInfo.InvariantCulture, $"    {member} =>\n        new(name, id, state, options);\n\n");
            }
            else
            {
                throw new InvalidDataException($"{type.Name} has a member that no rule here knows: {member}");
            }
        }

        WriteOptions(code, facts, token);
        code.Append("}\n");
    }

    private static void WriteOptions(StringBuilder code, WireFacts facts, string token)
    {
        code.Append("    private static Pulumi.CustomResourceOptions MakeOptions(Pulumi.CustomResourceOptions? options, Pulumi.Input<string>? id)\n    {\n");
        code.Append("        var defaults = new Pulumi.CustomResourceOptions\n        {\n            Version = Package.Version,\n");
        if (facts.AliasesOf(token) is { Count: > 0 } aliases)
        {
            code.Append(CultureInfo.InvariantCulture, $"            Aliases = {{ {string.Join(", ", aliases.Select(alias => $"new Pulumi.Alias {{ Type = \"{alias}\" }}"))} }},\n");
        }

        if (facts.SecretsOf(token) is { Count: > 0 } secrets)
        {
            code.Append(CultureInfo.InvariantCulture, $"            AdditionalSecretOutputs = {{ {string.Join(", ", secrets.Select(secret => $"\"{secret}\""))} }},\n");
        }

        code.Append("        };\n        var merged = Pulumi.CustomResourceOptions.Merge(defaults, options);\n        merged.Id = id ?? merged.Id;\n        return merged;\n    }\n");
    }

    [GeneratedRegex("AwsResourceType\\(\"([^\"]+)\"\\)")]
    private static partial Regex Token();

    [GeneratedRegex(@"^public (?<type>\S.*) (?<name>\w+) \{ get; \}  (?<attributes>\[.*\])$")]
    private static partial Regex OutputProperty();

    [GeneratedRegex(@"^public \.ctor\((?<parameters>string name, (?<args>[\w.]+)\?? args.*)\)$")]
    private static partial Regex Constructor();

    [GeneratedRegex(@"^public static \S+ Get\(string name, Pulumi\.Input<string> id, (?<state>[\w.]+)\? state = null, .*\)$")]
    private static partial Regex GetMethod();
}
