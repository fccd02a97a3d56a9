using System.Buffers;
using System.Globalization;

namespace Infra.Identity.Requests;

/// <summary>
/// When a request was signed, as the device says under its own signature: the value of the challengePassword attribute (RFC 2985, 5.4.1), which CAs
/// of old read as a shared secret and this project as
/// <code>
/// freshness = "fresh1" SP time SP nonce      ; 44 to 92 characters, all of PrintableString
/// time      = RFC 3339, in UTC, whole seconds: 2026-11-22T06:00:00Z
/// nonce     = 16 to 64 lower-case hex digits ; two requests of one second differ
/// </code>
/// </summary>
/// <param name="SignedAt">When the request was signed, by the device's clock.</param>
public readonly record struct FreshnessValue(DateTimeOffset SignedAt)
{
    private const string Version = "fresh1 ";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int TimeLength = 20;
    private const int NonceStart = 28;
    private const int ShortestNonce = 16;
    private const int LongestNonce = 64;

    private static readonly SearchValues<char> _hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads a value, or says no. It allocates nothing, whatever it is given.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FreshnessValue value)
    {
        value = default;
        if (text.Length is < NonceStart + ShortestNonce or > NonceStart + LongestNonce
            || !text.StartsWith(Version, StringComparison.Ordinal)
            || text[NonceStart - 1] != ' '
            || text[NonceStart..].ContainsAnyExcept(_hex)
            || !DateTimeOffset.TryParseExact(
                text.Slice(Version.Length, TimeLength), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt))
        {
            return false;
        }

        value = new FreshnessValue(signedAt);
        return true;
    }

    /// <summary>Writes a value.</summary>
    /// <param name="signedAt">Now, by the device's clock.</param>
    /// <param name="nonce">8 to 32 random bytes.</param>
    public static string Write(DateTimeOffset signedAt, ReadOnlySpan<byte> nonce) =>
        nonce.Length is >= ShortestNonce / 2 and <= LongestNonce / 2
            ? Version + signedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) + " " + Convert.ToHexStringLower(nonce)
            : throw new ArgumentException($"a nonce is {ShortestNonce / 2} to {LongestNonce / 2} bytes, not {nonce.Length}", nameof(nonce));
}
