using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Identity.Keys;

/// <summary>
/// The public key as the device table records it. The seed's loaders write base64 of a PEM file, some with line breaks inside;
/// PEM as it is and base64 of DER are read too.
/// </summary>
public static class RecordedKey
{
    /// <summary>The longest record that is read: ample for base64 of the PEM of a 4096-bit RSA key.</summary>
    public const int MaxLength = 8192;

    /// <summary>Writes a key as the seed's loaders do: base64, unwrapped, of the PEM.</summary>
    public static string Write(DeviceKey key) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(PemEncoding.WriteString(PemLabels.PublicKey, key.SubjectPublicKeyInfo.Span) + "\n"));

    /// <summary>Takes the DER SubjectPublicKeyInfo out of a record. What the DER holds is not judged here.</summary>
    public static bool TryDecode(string? recorded, [NotNullWhen(true)] out byte[]? subjectPublicKeyInfo)
    {
        subjectPublicKeyInfo = null;
        if (recorded is null or { Length: 0 or > MaxLength })
        {
            return false;
        }

        if (SinglePem.IsPem(recorded))
        {
            return SinglePem.TryDecode(recorded, PemLabels.PublicKey, out subjectPublicKeyInfo);
        }

        // The decoder of the BCL skips white space, so wrapped base64 needs nothing more.
        if (!Base64.IsValid(recorded, out var length) || length == 0)
        {
            return false;
        }

        var bytes = Convert.FromBase64String(recorded);
        if (!SinglePem.IsPem(bytes))
        {
            subjectPublicKeyInfo = bytes;
            return true;
        }

        return SinglePem.TryDecode(Encoding.Latin1.GetString(bytes), PemLabels.PublicKey, out subjectPublicKeyInfo);
    }
}
