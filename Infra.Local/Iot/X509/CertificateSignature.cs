using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Local.Iot.X509;

/// <summary>
/// Whether one certificate signed another. X509Chain answers a larger question (a path to a trusted root); a CA registered with AWS IoT is
/// often an intermediate whose own issuer is not at hand, and only this one signature counts.
/// </summary>
internal static class CertificateSignature
{
    /// <summary>True when the issuer name is the CA's subject and the CA's key made the signature.</summary>
    public static bool IsBy(X509Certificate2 certificate, X509Certificate2 issuer) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData) && SignatureIsBy(certificate, issuer);

    private static bool SignatureIsBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }   (RFC 5280 4.1)
        var fields = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        var signed = fields.ReadEncodedValue();
        var algorithm = fields.ReadSequence().ReadObjectIdentifier();
        var signature = fields.ReadBitString(out _);
        var hash = HashOf(algorithm);
        if (hash.Name is null) { return false; }
        try
        {
            if (algorithm.StartsWith("1.2.840.113549.1.1.", StringComparison.Ordinal))
            {
                using var rsa = issuer.GetRSAPublicKey();
                return rsa?.VerifyData(signed.Span, signature, hash, RSASignaturePadding.Pkcs1) ?? false;
            }
            using var ecdsa = issuer.GetECDsaPublicKey();
            return ecdsa?.VerifyData(signed.Span, signature, hash, DSASignatureFormat.Rfc3279DerSequence) ?? false;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // SHA-1 and older are not verified at all: AWS IoT takes SHA-256 or better.
    private static HashAlgorithmName HashOf(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => default,
    };
}
