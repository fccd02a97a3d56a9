using System.Collections.Immutable;
using Infra.Identity;

namespace Infra.Pki.FreeRtos;

/// <summary>
/// The issuance officers: SHA-256 over the SubjectPublicKeyInfo of each key that may sign requests in a board's stead. FreeRTOS's
/// page says that a CA can be held to requests "signed by that specific key"; <c>openssl x509 -req</c> never looks. This does.
/// </summary>
public sealed class OfficerList
{
    private const int HexLength = 64;

    private readonly ImmutableHashSet<string> _keys;

    private OfficerList(ImmutableHashSet<string> keys) => _keys = keys;

    /// <summary>One key a line: hex, upper or lower case, with or without colons; then a comment, if any. <c>#</c> starts a comment.</summary>
    public static OfficerList Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var keys = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var (line, index) in text.ReplaceLineEndings("\n").Split('\n').Select((line, index) => (line.Split('#')[0].Trim(), index)))
        {
            if (line.Length == 0) { continue; }
            var digest = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries)[0].Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
            if (digest.Length != HexLength || !digest.All(char.IsAsciiHexDigit))
            {
                throw new PkiException(FreeRtosErrors.OfficerListMalformed,
                    $"line {index + 1} of the officers' list starts with '{Shorten(digest)}'; expected SHA-256 of a SubjectPublicKeyInfo, {HexLength} hex digits, as 'key officer' prints it");
            }

            keys.Add(digest);
        }

        return keys.Count > 0
            ? new OfficerList(keys.ToImmutable())
            : throw new PkiException(FreeRtosErrors.OfficerListMalformed, "the officers' list is empty, so nobody may sign; add the SHA-256 that 'key officer' prints");
    }

    /// <summary>Passes when the key is an officer's.</summary>
    public void Require(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var digest = Sha256Digest.Of(subjectPublicKeyInfo).ToString();
        if (!_keys.Contains(digest))
        {
            throw new PkiException(FreeRtosErrors.OfficerUnknown,
                $"the request is signed by key {digest}, which is not on the officers' list of {_keys.Count}; have an officer sign it, or add the key after checking whose it is");
        }
    }

    private static string Shorten(string text) => text.Length <= 16 ? text : text[..16] + "...";
}
