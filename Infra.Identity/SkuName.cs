using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Infra.Identity;

/// <summary>
/// A product line's name, the prefix of every resource of its stack. Grammar: <c>[a-z][a-z0-9-]{1,23}</c>, not ending in a hyphen:
/// what S3, IAM, IoT and DynamoDB all accept, short enough that the longest derived name stays within IAM's 64 characters.
/// </summary>
public readonly record struct SkuName
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 24;

    private static readonly SearchValues<char> _allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly string? _value;

    private SkuName(string value) => _value = value;

    private string Value => _value ?? throw new InvalidOperationException("this sku name was never given a value");

    /// <summary>Reads a name, or says no.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SkuName name)
    {
        var fits = text is { Length: >= 2 and <= MaxLength }
            && char.IsAsciiLetterLower(text[0])
            && text[^1] != '-'
            && !text.AsSpan().ContainsAnyExcept(_allowed);
        name = fits ? new SkuName(text!) : default;
        return fits;
    }

    /// <summary>Reads a name that must be one.</summary>
    public static SkuName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException(
            $"'{text}' is no sku name; a sku name is 2 to {MaxLength} of a-z 0-9 -, starts with a letter and does not end with a hyphen");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
