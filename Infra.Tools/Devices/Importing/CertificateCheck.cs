using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Keys;
using Infra.Pki;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices.Importing;

/// <summary>The certificate of an entry: for which key and name it is, and whose it is.</summary>
internal static class CertificateCheck
{
    /// <summary>Whether a text means to be a certificate: beside a key, a column of that name may hold something else, such as an id.</summary>
    public static bool IsPem(string? text) => text is not null && text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);

    /// <summary>The certificate's key as base64 of its DER; or why the certificate does not do.</summary>
    public static (string? Key, Reject? Why) KeyOf(ManifestEntry entry, IReadOnlyList<X509Certificate2>? issuers)
    {
        var (certificate, why) = Read(entry);
        if (certificate is null) { return (null, why); }
        using (certificate)
        {
            if (issuers is not null && !issuers.Any(issuer => CertificateSignatures.IsSignedBy(certificate, issuer)))
            {
                return (null, Reject.Of(entry, RejectCodes.CertificateUntrusted, $"the certificate of issuer '{Reject.Shown(certificate.Issuer)}' is not signed by any of --certificate-issuer"));
            }

            var key = certificate.PublicKey.ExportSubjectPublicKeyInfo();
            return entry.PublicKey is null || (RecordedKey.TryDecode(entry.PublicKey, out var named) && named.AsSpan().SequenceEqual(key))
                ? (Convert.ToBase64String(key), null)
                : (null, Reject.Of(entry, RejectCodes.KeyMismatch, "the entry's certificate is not for the entry's key"));
        }
    }

    /// <summary>The one common name of the certificate's subject; or why there is none.</summary>
    public static (string? Name, Reject? Why) CommonNameOf(ManifestEntry entry)
    {
        var (certificate, why) = Read(entry);
        if (certificate is null) { return (null, why); }
        using (certificate)
        {
            return DistinguishedNames.CommonNameOf(certificate.SubjectName) is { } name
                ? (name, null)
                : (null, Reject.Of(entry, RejectCodes.DeviceIdMissing, $"the certificate's subject '{Reject.Shown(certificate.Subject)}' has not one common name"));
        }
    }

    private static (X509Certificate2?, Reject?) Read(ManifestEntry entry)
    {
        if (entry.Certificate is null) { return (null, Reject.Of(entry, RejectCodes.CertificateMissing, "the entry has no certificate")); }
        try
        {
            return (IsPem(entry.Certificate)
                // A PEM on one line, as spreadsheets and shells carry it.
                ? X509Certificate2.CreateFromPem(entry.Certificate.Replace("\\n", "\n", StringComparison.Ordinal))
                : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(entry.Certificate)), null);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return (null, Reject.Of(entry, RejectCodes.CertificateMalformed, "the certificate is neither PEM nor base64 of DER of an X.509 certificate"));
        }
    }
}
