using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki;

/// <summary>
/// A private key that signs certificates and requests. It stays inside OpenSSL, behind the BCL, which makes and uses keys faster
/// than managed code; BouncyCastle only ever sees the bytes to be signed.
/// </summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>PBKDF2-HMAC-SHA256 rounds, as OWASP's password storage cheat sheet asks for.</summary>
    private const int PassphraseRounds = 600_000;

    private readonly AsymmetricAlgorithm _key;
    private readonly Lock _gate = new(); // the BCL promises nothing about one key used by two threads

    private SigningKey(AsymmetricAlgorithm key, KeyAlgorithm algorithm)
    {
        _key = key;
        Algorithm = algorithm;
        SubjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>Which key this is; it fixes the signature algorithm too.</summary>
    public KeyAlgorithm Algorithm { get; }

    /// <summary>DER SubjectPublicKeyInfo of the public half.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>A new key.</summary>
    public static SigningKey Generate(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.EcP256 => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), algorithm),
        KeyAlgorithm.EcP384 => new(ECDsa.Create(ECCurve.NamedCurves.nistP384), algorithm),
        KeyAlgorithm.Rsa2048 => new(RSA.Create(2048), algorithm),
        KeyAlgorithm.Rsa3072 => new(RSA.Create(3072), algorithm),
        KeyAlgorithm.Rsa4096 => new(RSA.Create(4096), algorithm),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "not a key algorithm"),
    };

    /// <summary>Reads PKCS#8 (also encrypted), PKCS#1 or SEC 1 PEM. Messages never repeat what they were given.</summary>
    public static SigningKey FromPem(string pem, string? passphrase = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return FromEncryptedPem(pem, passphrase);
        }

        return TryImport(ECDsa.Create(), key => key.ImportFromPem(pem)) ?? TryImport(RSA.Create(), key => key.ImportFromPem(pem))
            ?? throw new PkiException(PkiErrors.MalformedPem, "no readable private key in the PEM; expected one PKCS#8, PKCS#1 or SEC 1 block of an RSA or EC key");
    }

    /// <summary>Which of our keys a certificate is for; null when it is another's.</summary>
    public static KeyAlgorithm? AlgorithmOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetECDsaPublicKey() ?? certificate.GetRSAPublicKey();
        return key is null ? null : Known(key);
    }

    /// <summary>The private key as PKCS#8 PEM; with <see cref="ExportEncryptedPrivateKeyPem"/> the one way out, so that a search finds every place a key can leak from.</summary>
    public string ExportPrivateKeyPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>The private key as encrypted PKCS#8 PEM (RFC 5958 3, PBES2 of RFC 8018), as OpenSSL reads it.</summary>
    public string ExportEncryptedPrivateKeyPem(string passphrase) =>
        _key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PassphraseRounds)) + "\n";

    public void Dispose() => _key.Dispose();

    /// <summary>Identifies <see cref="Sign"/> in certificates. RFC 3279 2.2.1: RSA has NULL parameters; RFC 5758 3.2: ECDSA has none.</summary>
    internal AlgorithmIdentifier SignatureAlgorithm => Algorithm switch
    {
        KeyAlgorithm.EcP256 => new AlgorithmIdentifier(new DerObjectIdentifier("1.2.840.10045.4.3.2")), // ecdsa-with-SHA256
        KeyAlgorithm.EcP384 => new AlgorithmIdentifier(new DerObjectIdentifier("1.2.840.10045.4.3.3")), // ecdsa-with-SHA384
        _ => new AlgorithmIdentifier(new DerObjectIdentifier("1.2.840.113549.1.1.11"), DerNull.Instance), // sha256WithRSAEncryption
    };

    internal byte[] Sign(byte[] toBeSigned)
    {
        lock (_gate)
        {
            return _key switch
            {
                ECDsa ec => ec.SignData(toBeSigned,
                    Algorithm == KeyAlgorithm.EcP384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
                RSA rsa => rsa.SignData(toBeSigned, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                _ => throw new InvalidOperationException($"unexpected key {_key.GetType().Name}"),
            };
        }
    }

    private static SigningKey FromEncryptedPem(string pem, string? passphrase)
    {
        if (passphrase is null)
        {
            throw new PkiException(PkiErrors.KeyLocked, "the private key is encrypted and no passphrase was given; give its passphrase");
        }

        return TryImport(ECDsa.Create(), key => key.ImportFromEncryptedPem(pem, passphrase)) ?? TryImport(RSA.Create(), key => key.ImportFromEncryptedPem(pem, passphrase))
            ?? throw new PkiException(PkiErrors.KeyLocked, "the encrypted private key does not open; the passphrase is another, or it is no RSA or EC key in PKCS#8");
    }

    private static SigningKey? TryImport(AsymmetricAlgorithm key, Action<AsymmetricAlgorithm> import)
    {
        try
        {
            import(key);
            // A lone public key imports too; only a private one signs.
            if (key is RSA rsa) { rsa.SignHash(new byte[32], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1); }
            if (key is ECDsa ec) { ec.SignHash(new byte[32]); }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }

        return new SigningKey(key, AlgorithmOf(key));
    }

    private static KeyAlgorithm AlgorithmOf(AsymmetricAlgorithm key) => Known(key) ?? throw new PkiException(PkiErrors.KeyNotSupported,
        $"an authority cannot use a key of type {NameOf(key)}; use RSA 2048, 3072 or 4096, EC P-256 or EC P-384");

    private static KeyAlgorithm? Known(AsymmetricAlgorithm key) => NameOf(key) switch
    {
        "1.2.840.10045.3.1.7" => KeyAlgorithm.EcP256,
        "1.3.132.0.34" => KeyAlgorithm.EcP384,
        "RSA 2048" => KeyAlgorithm.Rsa2048,
        "RSA 3072" => KeyAlgorithm.Rsa3072,
        "RSA 4096" => KeyAlgorithm.Rsa4096,
        _ => null,
    };

    private static string? NameOf(AsymmetricAlgorithm key) =>
        key is ECDsa ec ? ec.ExportParameters(includePrivateParameters: false).Curve.Oid.Value : $"RSA {key.KeySize}";
}
