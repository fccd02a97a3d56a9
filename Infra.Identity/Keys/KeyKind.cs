namespace Infra.Identity.Keys;

/// <summary>The kinds of key that a device may have; all are accepted by AWS IoT Core and ACM PCA.</summary>
public enum KeyKind
{
    /// <summary>RSA of 2048 to 4096 bits.</summary>
    Rsa,

    /// <summary>NIST P-256 (secp256r1).</summary>
    P256,

    /// <summary>NIST P-384 (secp384r1).</summary>
    P384,

    /// <summary>NIST P-521 (secp521r1).</summary>
    P521,
}

/// <summary>Why a key is refused.</summary>
public enum KeyRefusal
{
    /// <summary>It is no DER SubjectPublicKeyInfo, or has something before, after or beside it.</summary>
    Malformed,

    /// <summary>It is neither RSA nor an elliptic-curve key.</summary>
    AlgorithmUnsupported,

    /// <summary>Its curve is not P-256, P-384 or P-521 by name (explicit parameters count as no name).</summary>
    CurveUnsupported,

    /// <summary>Its point is compressed, of the wrong length, or not on the curve; or its modulus is even or negative, or its exponent below 2.</summary>
    ValueInvalid,

    /// <summary>Its modulus is not 2048 to 4096 bits long in steps of 256.</summary>
    RsaSize,

    /// <summary>Its exponent is even, below 65537, or at least 2^256 (FIPS 186-5, A.1.1).</summary>
    RsaExponent,
}
