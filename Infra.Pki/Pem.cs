using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>PEM in and out (RFC 7468). What is written ends with a line feed, so that files can be concatenated.</summary>
public static class Pem
{
    public const string CertificateLabel = "CERTIFICATE";
    public const string RequestLabel = "CERTIFICATE REQUEST";

    public static string OfCertificate(ReadOnlySpan<byte> der) => PemEncoding.WriteString(CertificateLabel, der) + "\n";

    public static string OfRequest(ReadOnlySpan<byte> der) => PemEncoding.WriteString(RequestLabel, der) + "\n";

    /// <summary>The certificates in the text, in its order; other text is skipped, as RFC 7468 2 allows. At least one.</summary>
    public static ImmutableArray<X509Certificate2> Certificates(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new PkiException(PkiErrors.MalformedPem, $"a certificate in the PEM cannot be read: {e.Message}", e);
        }

        return found.Count > 0
            ? [.. found]
            : throw new PkiException(PkiErrors.MalformedPem, $"no certificate in the PEM; expected -----BEGIN {CertificateLabel}-----");
    }

    /// <summary>DER of the one request in the text.</summary>
    public static byte[] Request(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        byte[]? der = null;
        for (ReadOnlySpan<char> rest = pem; PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            // OpenSSL and Netscape wrote NEW CERTIFICATE REQUEST; RFC 7468 7 asks parsers to take both.
            if (rest[fields.Label] is not (RequestLabel or "NEW CERTIFICATE REQUEST")) { continue; }
            if (der is not null) { throw new PkiException(PkiErrors.MalformedPem, "more than one certificate request in the PEM; give exactly one"); }
            der = Convert.FromBase64String(rest[fields.Base64Data].ToString());
        }

        return der ?? throw new PkiException(PkiErrors.MalformedPem, $"no certificate request in the PEM; expected -----BEGIN {RequestLabel}-----");
    }
}
