using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Identity;

/// <summary>
/// A SHA-256 digest, written as 64 lower-case hex digits. Over a certificate's DER it is the certificate's id in AWS IoT.
/// </summary>
public readonly record struct Sha256Digest
{
    private static readonly SearchValues<char> _hex = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private Sha256Digest(string value) => _value = value;

    private string Value => _value ?? throw new InvalidOperationException("this digest was never computed");

    /// <summary>The digest of some bytes.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, digest);
        return new Sha256Digest(Convert.ToHexStringLower(digest));
    }

    /// <summary>Reads a written digest, or says no.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Sha256Digest digest)
    {
        var fits = text is { Length: 2 * SHA256.HashSizeInBytes } && !text.AsSpan().ContainsAnyExcept(_hex);
        digest = fits ? new Sha256Digest(text!) : default;
        return fits;
    }

    /// <summary>Reads a digest that must be one.</summary>
    public static Sha256Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new FormatException($"'{text}' is no SHA-256 digest; a digest is {2 * SHA256.HashSizeInBytes} lower-case hex digits");

    /// <summary>Compares without telling through time where the two differ.</summary>
    public bool FixedTimeEquals(Sha256Digest other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Value), Encoding.ASCII.GetBytes(other.Value));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
