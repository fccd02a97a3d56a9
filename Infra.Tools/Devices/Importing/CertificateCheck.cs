using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Keys;
using Infra.Pki;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices.Importing;

/// <summary>The certificate of an entry: for which key it is, and whose it is.</summary>
internal static class CertificateCheck
{
    /// <summary>The certificate's key as base64 of its DER; or why the certificate does not do.</summary>
    public static (string? Key, Reject? Why) KeyOf(ManifestEntry entry, IReadOnlyList<X509Certificate2>? issuers)
    {
        var (certificate, why) = EntryCertificate.Read(entry);
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
}
