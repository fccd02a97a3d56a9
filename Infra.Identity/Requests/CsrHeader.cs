using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Infra.Identity.Requests;

/// <summary>The wire form of a CSR: base64, unwrapped, of the PEM or of the DER.</summary>
public static class CsrHeader
{
    /// <summary>The longest header: base64 of the 4,096 characters of PEM that AWS IoT Core takes (CreateCertificateFromCsr).</summary>
    public const int MaxLength = 5464;

    /// <summary>The longest PEM.</summary>
    public const int MaxPemLength = 4096;

    private static readonly SearchValues<char> _base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>Writes a CSR as a header.</summary>
    public static string Write(ReadOnlySpan<byte> pemOrDer) => Convert.ToBase64String(pemOrDer);

    /// <summary>Takes the DER out of a header. What the DER holds is not judged here.</summary>
    internal static bool TryDecode(string? header, [NotNullWhen(true)] out byte[]? der, out CsrRefusal refusal)
    {
        der = null;
        if (string.IsNullOrEmpty(header))
        {
            refusal = CsrRefusal.Missing;
            return false;
        }

        if (header.Length > MaxLength)
        {
            refusal = CsrRefusal.TooLarge;
            return false;
        }

        refusal = CsrRefusal.NotBase64;
        var buffer = new byte[header.Length / 4 * 3];

        // The BCL's decoder skips white space and ignores left-over bits; one header must have one reading only.
        if (header.AsSpan().ContainsAnyExcept(_base64)
            || !Convert.TryFromBase64String(header, buffer, out var length)
            || Convert.ToBase64String(buffer.AsSpan(0, length)) != header)
        {
            return false;
        }

        var decoded = buffer[..length];
        if (!SinglePem.IsPem(decoded))
        {
            der = decoded;
            return true;
        }

        refusal = CsrRefusal.NotExactlyOne;
        return SinglePem.TryDecode(Encoding.Latin1.GetString(decoded), PemLabels.CertificateRequest, out der);
    }

    /// <summary>Takes the DER out of a PEM that is one CSR and nothing else.</summary>
    internal static bool TryDecodePem(string? pem, [NotNullWhen(true)] out byte[]? der, out CsrRefusal refusal)
    {
        der = null;
        refusal = string.IsNullOrEmpty(pem) ? CsrRefusal.Missing
            : pem.Length > MaxPemLength ? CsrRefusal.TooLarge
            : CsrRefusal.NotExactlyOne;
        return refusal is CsrRefusal.NotExactlyOne && SinglePem.TryDecode(pem, PemLabels.CertificateRequest, out der);
    }
}
