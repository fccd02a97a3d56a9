using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Signatures over lists and answers, which the platform checks in certificates only.</summary>
internal static class SignatureChecks
{
    /// <summary>The hash of a signature algorithm that an authority of ours may use (RFC 4055, RFC 5758).</summary>
    public static HashAlgorithmName HashOf(string signatureAlgorithm) => signatureAlgorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => throw new PkiException(PkiErrors.KeyNotSupported,
            $"signature algorithm {signatureAlgorithm} is not known here; use RSA (PKCS#1) or ECDSA with SHA-256, SHA-384 or SHA-512"),
    };

    public static bool Verify(X509Certificate2 signer, byte[] toBeSigned, byte[] signature, HashAlgorithmName hash)
    {
        using var ec = signer.GetECDsaPublicKey();
        if (ec is not null) { return ec.VerifyData(toBeSigned, signature, hash, DSASignatureFormat.Rfc3279DerSequence); }
        using var rsa = signer.GetRSAPublicKey();
        return rsa?.VerifyData(toBeSigned, signature, hash, RSASignaturePadding.Pkcs1) ?? false;
    }
}
