using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Directory names side by side (RFC 5280 7.1): without regard to the string type, to case, and to how much white space stands between words.</summary>
internal static class DirectoryNames
{
    /// <summary>
    /// Whether the first parts of <paramref name="name"/> are those of <paramref name="beginning"/>. Readers differ on letters beyond ASCII: OpenSSL tells
    /// "é" from "É", RFC 4518 does not. Who permits goes by OpenSSL, who excludes by the RFC, so that no reader refuses what was signed here.
    /// </summary>
    public static bool BeginsWith(X500DistinguishedName name, X500DistinguishedName beginning, bool ignoreCaseBeyondAscii)
    {
        var (parts, wanted) = (Parts(name, ignoreCaseBeyondAscii), Parts(beginning, ignoreCaseBeyondAscii));
        return wanted.Count <= parts.Count && wanted.Zip(parts).All(pair => pair.First == pair.Second);
    }

    private static List<string> Parts(X500DistinguishedName name, bool ignoreCaseBeyondAscii) =>
        [.. name.EnumerateRelativeDistinguishedNames(reversed: false).Select(part => Normalized(part, ignoreCaseBeyondAscii))];

    /// <summary>A part of several values, or of one that is no text, is only itself byte by byte.</summary>
    private static string Normalized(X500RelativeDistinguishedName part, bool ignoreCaseBeyondAscii)
    {
        if (part.HasMultipleElements || part.GetSingleElementValue() is not { } value) { return Convert.ToHexString(part.RawData.Span); }
        var words = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{part.GetSingleElementType().Value}={(ignoreCaseBeyondAscii ? words.ToUpperInvariant() : string.Concat(words.Select(AsciiUpper)))}";
    }

    private static char AsciiUpper(char letter) => char.IsAsciiLetterLower(letter) ? (char)(letter - 'a' + 'A') : letter;
}
