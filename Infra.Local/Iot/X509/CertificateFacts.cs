using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;

namespace Infra.Local.Iot.X509;

/// <summary>What AWS IoT reads off a certificate.</summary>
internal static class CertificateFacts
{
    /// <summary>Reads exactly one certificate; what is none is a CertificateValidationException.</summary>
    public static X509Certificate2 Read(string? pem, string parameter)
    {
        if (string.IsNullOrWhiteSpace(pem)) { throw IotErrors.Invalid($"{parameter} is missing"); }
        if (pem.Length > 65_536) { throw IotErrors.Invalid($"{parameter} has {pem.Length} characters; at most 65536 are allowed"); }
        try
        {
            var found = Pem.Certificates(pem);
            return found.Length == 1
                ? found[0]
                : throw IotErrors.CertificateValidation($"{parameter} holds {found.Length} certificates; exactly one is expected");
        }
        catch (PkiException exception)
        {
            throw IotErrors.CertificateValidation($"{parameter} is not a certificate: {exception.Message}");
        }
    }

    /// <summary>A certificate's id in AWS IoT: SHA-256 of its DER, lower-case hex.</summary>
    public static string IdOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    /// <summary>Whether a certificate may sign others (basicConstraints CA:TRUE, RFC 5280 4.2.1.9).</summary>
    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    public static bool IsInItsLife(X509Certificate2 certificate, DateTimeOffset now) =>
        NotBefore(certificate) <= now && now <= NotAfter(certificate);

    public static DateTimeOffset NotBefore(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    public static DateTimeOffset NotAfter(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
