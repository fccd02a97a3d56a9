using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>A value that comes back from the engine; the SDK fills its constructor's parameters by wire name.</summary>
internal static partial class OutputTypeWriter
{
    public static void Write(StringBuilder code, ApiType type)
    {
        var fields = type.Members.Select(member => Field().Match(member)).Select(match => match.Success
            ? (Type: match.Groups["type"].Value, Name: match.Groups["name"].Value)
            : throw new InvalidDataException($"{type.Name} has a member that no rule here knows")).ToList();
        code.Append(CultureInfo.InvariantCulture, $"[OutputType]\npublic sealed class {type.ShortName}\n{{\n");
        foreach (var (fieldType, name) in fields)
        {
            code.Append(CultureInfo.InvariantCulture, $"    public readonly {fieldType} {name};\n");
        }

        var parameters = fields.Select(field => $"{field.Type} {TypeWriter.Parameter(TypeWriter.Camel(field.Name))}");
        code.Append(CultureInfo.InvariantCulture, $"\n    [OutputConstructor]\n    private {type.ShortName}({string.Join(", ", parameters)})\n    {{\n");
        foreach (var (_, name) in fields)
        {
            code.Append(CultureInfo.InvariantCulture, $"        {name} = {TypeWriter.Parameter(TypeWriter.Camel(name))};\n");
        }

        code.Append("    }\n}\n");
    }

    [GeneratedRegex(@"^public readonly (?<type>\S.*) (?<name>\w+)$")]
    private static partial Regex Field();
}
