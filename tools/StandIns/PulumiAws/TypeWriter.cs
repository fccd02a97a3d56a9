using System.Text;
using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>Writes one type; its line in the list says which of the six shapes it has.</summary>
internal static partial class TypeWriter
{
    public static void Write(StringBuilder code, ApiType type, WireFacts facts)
    {
        var obsolete = ObsoleteAttribute().Match(type.Kind);
        if (obsolete.Success)
        {
            code.Append(obsolete.Value).Append('\n');
        }

        var shape = ObsoleteAttribute().Replace(type.Kind, "");
        if (shape.Contains("[AwsResourceType(", StringComparison.Ordinal))
        {
            ResourceWriter.Write(code, type, facts);
        }
        else if (shape.StartsWith("sealed class : Pulumi.", StringComparison.Ordinal))
        {
            ArgsWriter.Write(code, type, facts);
        }
        else if (shape.Contains("[OutputType]", StringComparison.Ordinal))
        {
            OutputTypeWriter.Write(code, type);
        }
        else if (shape.Contains("[EnumType]", StringComparison.Ordinal))
        {
            EnumWriter.Write(code, type, facts);
        }
        else if (shape == "static class")
        {
            FunctionWriter.Write(code, type);
        }
        else
        {
            throw new InvalidDataException($"{type.Name} has a shape that no writer here knows: {type.Kind}");
        }
    }

    /// <summary>The wire name of a C# member that shows none: Pulumi's generator only capitalises the first letter.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>A name as a parameter: wire names such as <c>default</c> and <c>namespace</c> are keywords of C#.</summary>
    public static string Parameter(string wireName) =>
        wireName is "as" or "base" or "bool" or "byte" or "case" or "catch" or "char" or "checked" or "class" or "const" or "decimal" or "default"
            or "delegate" or "do" or "double" or "enum" or "event" or "explicit" or "extern" or "fixed" or "float" or "for" or "goto" or "if" or "in"
            or "int" or "interface" or "internal" or "is" or "lock" or "long" or "namespace" or "new" or "null" or "object" or "operator" or "out"
            or "override" or "params" or "private" or "protected" or "public" or "readonly" or "ref" or "return" or "short" or "static" or "string"
            or "struct" or "switch" or "this" or "throw" or "try" or "typeof" or "uint" or "ulong" or "using" or "virtual" or "void" or "while"
            ? "@" + wireName
            : wireName;

    [GeneratedRegex(@"\[Obsolete\(""[^""]*""\)\]")]
    internal static partial Regex ObsoleteAttribute();
}
