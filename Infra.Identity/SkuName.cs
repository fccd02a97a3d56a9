using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Infra.Identity;

/// <summary>
/// A product line (SKU): the prefix of every name in its stacks. Grammar: a lower-case letter, then lower-case letters, digits and
/// single hyphens, 2 to 20 characters, no hyphen at the end. It is what the narrowest of the derived names allows: S3 bucket names (lower case)
/// and IoT template names (36 characters).
/// </summary>
public readonly partial record struct SkuName
{
    /// <summary>What a name must look like, in words, for error messages.</summary>
    public const string Grammar = "2 to 20 of a-z, 0-9 and single hyphens, a letter first, no hyphen last";

    private SkuName(string value) => Value = value;

    /// <summary>The name as text.</summary>
    public string Value => field ?? throw new InvalidOperationException("this SKU name was never set; make one with SkuName.Parse");

    /// <summary>Reads a name, or says why it is none (<see cref="FormatException"/>).</summary>
    public static SkuName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException($"'{text}' is no SKU name; allowed are {Grammar}");

    /// <summary>Reads a name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SkuName name)
    {
        var fits = text is not null && Pattern().IsMatch(text);
        name = fits ? new SkuName(text!) : default;
        return fits;
    }

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(@"^(?=.{2,20}\z)[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
