using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>A provider function, as a task and as an output.</summary>
internal static partial class FunctionWriter
{
    public static void Write(StringBuilder code, ApiType type)
    {
        var name = type.ShortName;
        var module = type.Namespace == "Pulumi.Aws" ? "index" : type.Namespace["Pulumi.Aws.".Length..].ToLowerInvariant();
        var token = $"aws:{module}/{TypeWriter.Camel(name)}:{TypeWriter.Camel(name)}";
        code.Append(CultureInfo.InvariantCulture, $"public static class {name}\n{{\n");
        var separator = "";
        foreach (var member in type.Members)
        {
            var match = Invocation().Match(member);
            if (!match.Success)
            {
                throw new InvalidDataException($"{type.Name} has a member that no rule here knows: {member}");
            }

            var args = match.Groups["args"] is { Success: true } group ? $"args ?? new {group.Value}()" : "Pulumi.InvokeArgs.Empty";
            code.Append(CultureInfo.InvariantCulture, $"{separator}    {member} =>\n        Pulumi.Deployment.Instance.{match.Groups["method"].Value}<{match.Groups["result"].Value}>(\"{token}\", {args}, options.WithDefaults());\n");
            separator = "\n";
        }

        code.Append("}\n");
    }

    [GeneratedRegex(@"^public static (?:Pulumi\.Output|Task)<(?<result>[\w.]+)> (?<method>Invoke|InvokeAsync)\((?:(?<args>[\w.]+Args)\?? args(?: = null)?, )?.*options.*\)$")]
    private static partial Regex Invocation();
}
