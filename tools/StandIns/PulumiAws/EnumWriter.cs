using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.StandIns.PulumiAws;

/// <summary>An open enumeration: a struct around a string.</summary>
internal static partial class EnumWriter
{
    public static void Write(StringBuilder code, ApiType type, WireFacts facts)
    {
        var name = type.ShortName;
        code.Append(CultureInfo.InvariantCulture, $"[EnumType]\npublic readonly struct {name} : IEquatable<{name}>\n{{\n    private readonly string _value;\n\n    private {name}(string value) => _value = value;\n\n");
        foreach (var match in type.Members.Select(member => Value().Match(member)).Where(match => match.Success))
        {
            var member = match.Groups["name"].Value;
            if (match.Groups["obsolete"] is { Success: true } obsolete)
            {
                code.Append(CultureInfo.InvariantCulture, $"    {obsolete.Value}\n");
            }

            code.Append(CultureInfo.InvariantCulture, $"    public static {name} {member} {{ get; }} = new(\"{facts.EnumValue(type.Name, member)}\");\n\n");
        }

        code.Append(CultureInfo.InvariantCulture,
            $$"""
                public static bool operator ==({{name}} left, {{name}} right) => left.Equals(right);

                public static bool operator !=({{name}} left, {{name}} right) => !left.Equals(right);

                public static explicit operator string({{name}} value) => value._value;

                public override bool Equals(object? obj) => obj is {{name}} other && Equals(other);

                public bool Equals({{name}} other) => string.Equals(_value, other._value, StringComparison.Ordinal);

                public override int GetHashCode() => _value?.GetHashCode() ?? 0;

                public override string ToString() => _value;
            }

            """);
    }

    [GeneratedRegex(@"^public static \S+ (?<name>\w+) \{ get; \}(?:  (?<obsolete>\[Obsolete\(.*\)\]))?$")]
    private static partial Regex Value();
}
