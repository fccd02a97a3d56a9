using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity;

namespace Infra.Lambdas.Devices;

/// <summary>What a certificate says of its device: its key, and whom it names.</summary>
/// <param name="Key">SHA-256 over the SubjectPublicKeyInfo.</param>
/// <param name="Subject">The device that the one common name of its subject names; null if there is not exactly one, or none that is a device id.</param>
internal sealed record DeviceCertificate(Sha256Digest Key, DeviceId? Subject)
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Reads a certificate, or says no.</summary>
    public static bool TryRead(string? pem, [NotNullWhen(true)] out DeviceCertificate? read)
    {
        read = null;
        if (string.IsNullOrEmpty(pem))
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            read = new DeviceCertificate(Sha256Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo()), SubjectOf(certificate));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static DeviceId? SubjectOf(X509Certificate2 certificate)
    {
        List<string?> commonNames = [];
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            // A part with two attributes could hide a second name; it has no single element to read.
            commonNames.Add(part.HasMultipleElements ? null : part.GetSingleElementType().Value == CommonName ? part.GetSingleElementValue() : "");
        }

        return commonNames.Contains(null) || commonNames.Count(name => name!.Length > 0) != 1 ? null
            : DeviceId.TryParse(commonNames.Single(name => name!.Length > 0), out var device) ? device
            : null;
    }
}
