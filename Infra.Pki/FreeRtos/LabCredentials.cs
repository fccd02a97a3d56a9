using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Keys;

namespace Infra.Pki.FreeRtos;

/// <summary>What must hold between a certificate, its issuer and a key before a board gets them.</summary>
public static class LabCredentials
{
    /// <summary>Passes when the certificate is for this key; a board that made another key since then has lost the old one.</summary>
    public static void RequireKey(X509Certificate2 certificate, DeviceKey deviceKey)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(deviceKey);
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(deviceKey.SubjectPublicKeyInfo.Span))
        {
            throw new PkiException(FreeRtosErrors.CertificateOfAnotherKey,
                $"certificate '{certificate.Subject}' is not for the board's key {deviceKey.Sha256}; issue it for this key, and set keyprovisioningFORCE_GENERATE_NEW_KEY_PAIR back to 0");
        }
    }

    /// <summary>Passes when the firmware can import the key (<c>xProvisionPrivateKey</c>: RSA 2048 and EC P-256 only) and the certificate is for it.</summary>
    public static void RequirePrivateKey(X509Certificate2 certificate, SigningKey privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(privateKey);
        if (privateKey.Algorithm is not (KeyAlgorithm.EcP256 or KeyAlgorithm.Rsa2048))
        {
            throw new PkiException(FreeRtosErrors.KeyNotImportable, $"the firmware imports RSA 2048 and EC P-256 keys, not {privateKey.Algorithm}");
        }

        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(privateKey.SubjectPublicKeyInfo.Span))
        {
            throw new PkiException(FreeRtosErrors.CertificateOfAnotherKey, $"certificate '{certificate.Subject}' is not for the given private key");
        }
    }

    /// <summary>
    /// Passes when <paramref name="issuer"/> signed the certificate itself. AWS IoT finds the registered CA by what the board sends,
    /// which is the direct issuer; with an intermediate the root is the wrong file.
    /// </summary>
    public static void RequireIssuer(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        if (!CertificateSignatures.IsSignedBy(certificate, issuer))
        {
            throw new PkiException(FreeRtosErrors.NotTheIssuer,
                $"'{issuer.Subject}' did not sign certificate '{certificate.Subject}'; give its direct issuer, '{certificate.Issuer}', not the root above");
        }
    }

    /// <summary>Passes when the certificate's own key signed it, and it names nobody else as its issuer.</summary>
    public static void RequireSelfSigned(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!CertificateSignatures.IsSignedBy(certificate, certificate))
        {
            throw new PkiException(FreeRtosErrors.NotTheIssuer, $"certificate '{certificate.Subject}' is not signed by its own key, so nothing shows that the board holds it; have the board make it again");
        }
    }
}
