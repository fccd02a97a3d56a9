using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki.Linting.Lints.House;

internal sealed class SubjectKeyIsStrong : ICertificateLint
{
    public string Rule => "the subject's key is RSA of 2048 to 4096 bits or EC on P-256, P-384 or P-521";

    public string Citation => "NIST SP 800-131A 3; the key types that AWS IoT Core accepts";

    public string? Check(LintSubject certificate)
    {
        try
        {
            var key = PublicKey.CreateFromSubjectPublicKeyInfo(certificate.Certificate.SubjectPublicKeyInfo.GetDerEncoded(), out _);
            using var rsa = key.GetRSAPublicKey();
            if (rsa is not null)
            {
                return rsa.KeySize is >= 2048 and <= 4096 ? null : $"key is RSA of {rsa.KeySize} bits, must be of 2048 to 4096";
            }

            using var ec = key.GetECDsaPublicKey();
            return ec?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value switch
            {
                "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35" => null,
                null => $"key is of algorithm {key.Oid.Value}, must be RSA or EC",
                var curve => $"key is EC on curve {curve}, must be on P-256, P-384 or P-521",
            };
        }
        catch (CryptographicException e)
        {
            return $"key cannot be read: {e.Message}";
        }
    }
}
