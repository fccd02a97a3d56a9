namespace Infra.Pki;

/// <summary>Key algorithms that an authority of ours can have: the common part of ACM PCA, AWS IoT and OpenSSL's defaults.</summary>
public enum KeyAlgorithm
{
    /// <summary>ECDSA on P-256, signing with SHA-256. Made in well under a millisecond, so the default of the local run.</summary>
    EcP256,

    /// <summary>ECDSA on P-384, signing with SHA-384.</summary>
    EcP384,

    /// <summary>RSA 2048, signing with SHA-256.</summary>
    Rsa2048,

    /// <summary>RSA 3072, signing with SHA-256.</summary>
    Rsa3072,

    /// <summary>RSA 4096, signing with SHA-256. Takes seconds to make.</summary>
    Rsa4096,
}
