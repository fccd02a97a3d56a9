using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Infra.Identity;

/// <summary>Labels of RFC 7468.</summary>
internal static class PemLabels
{
    public const string PublicKey = "PUBLIC KEY";
    public const string CertificateRequest = "CERTIFICATE REQUEST";
}

/// <summary>A text that is one PEM block and nothing else but white space around it.</summary>
internal static class SinglePem
{
    private const string Opening = "-----BEGIN ";

    public static bool IsPem(ReadOnlySpan<char> text) => text.TrimStart().StartsWith(Opening, StringComparison.Ordinal);

    public static bool IsPem(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8).StartsWith("-----BEGIN "u8);

    public static bool TryDecode(ReadOnlySpan<char> text, string label, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        if (!PemEncoding.TryFind(text, out var fields)
            || !text[..fields.Location.Start.Value].IsWhiteSpace()
            || !text[fields.Location.End.Value..].IsWhiteSpace()
            || !text[fields.Label].SequenceEqual(label))
        {
            return false;
        }

        var decoded = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64Chars(text[fields.Base64Data], decoded, out var written) || written != decoded.Length)
        {
            return false;
        }

        content = decoded;
        return true;
    }
}
