using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Infra.Identity;

/// <summary>
/// A host's name in DNS, without scheme, port and path: labels of letters, digits and hyphens (RFC 1123, 2.1), each at most 63, all at most 253, two at
/// least, the last one beginning with a letter. In lower case, so that one name is written one way.
/// </summary>
public static partial class HostName
{
    /// <summary>Whether a text is one.</summary>
    public static bool IsName([NotNullWhen(true)] string? text) => text is not null && Name().IsMatch(text);

    [GeneratedRegex(@"^(?=.{1,253}\z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
