using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;

namespace Infra.Tools.Devices.Manifests;

/// <summary>The certificate that stands in an entry, as factories write it: PEM, PEM on one line, or base64 of DER.</summary>
internal static class EntryCertificate
{
    /// <summary>Whether a text means to be a certificate: beside a key, a column of that name may hold something else, such as an id.</summary>
    public static bool IsPem(string? text) => text is not null && text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);

    /// <summary>The certificate, the caller's to dispose; or why there is none.</summary>
    public static (X509Certificate2? Certificate, Reject? Why) Read(ManifestEntry entry)
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
}
