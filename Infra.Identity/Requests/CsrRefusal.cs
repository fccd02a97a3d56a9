namespace Infra.Identity.Requests;

/// <summary>Why a CSR is refused, in the order in which the rules are tried.</summary>
public enum CsrRefusal
{
    /// <summary>Nothing was sent.</summary>
    Missing,

    /// <summary>It is longer than <see cref="CsrHeader.MaxLength"/>.</summary>
    TooLarge,

    /// <summary>It is no unwrapped, canonical base64.</summary>
    NotBase64,

    /// <summary>It is not exactly one CSR: another PEM label, a second block, something before or after.</summary>
    NotExactlyOne,

    /// <summary>It is no PKCS#10 request in DER (RFC 2986).</summary>
    Malformed,

    /// <summary>Its signature is not SHA-256, SHA-384 or SHA-512 with RSA (PKCS#1 v1.5) or ECDSA, as fits its key.</summary>
    SignatureAlgorithmUnsupported,

    /// <summary>Its key is neither RSA nor elliptic-curve.</summary>
    KeyAlgorithmUnsupported,

    /// <summary>Its key's curve is not P-256, P-384 or P-521 by name.</summary>
    KeyCurveUnsupported,

    /// <summary>Its key's value is none: off the curve, compressed, an even modulus.</summary>
    KeyInvalid,

    /// <summary>Its own signature does not fit its own key: the sender has not shown that it holds the private key.</summary>
    SignatureInvalid,

    /// <summary>Its RSA key is not of 2048 to 4096 bits in steps of 256.</summary>
    RsaKeySize,

    /// <summary>Its RSA exponent is even, below 65537 or absurdly large.</summary>
    RsaExponent,

    /// <summary>Its subject has no common name.</summary>
    CommonNameMissing,

    /// <summary>Its subject has more than one common name.</summary>
    CommonNameRepeated,

    /// <summary>Its common name is no device id, or is written in a string type other than UTF8String and PrintableString.</summary>
    CommonNameInvalid,

    /// <summary>Its subject has an attribute other than C, ST, L, O, OU, CN and serialNumber, or one whose value is neither UTF8String nor PrintableString.</summary>
    SubjectAttributeUnexpected,

    /// <summary>It carries a request attribute other than one challengePassword and one extensionRequest.</summary>
    AttributeUnexpected,

    /// <summary>It asks for an extension that a device's certificate does not have: CA:TRUE, a SAN, server authentication.</summary>
    ExtensionUnexpected,
}

/// <summary>The refusals as stable codes for logs and metrics.</summary>
public static class CsrRefusals
{
    extension(CsrRefusal refusal)
    {
        /// <summary>The stable code.</summary>
        public string Code => refusal switch
        {
            CsrRefusal.Missing => "csr_missing",
            CsrRefusal.TooLarge => "csr_too_large",
            CsrRefusal.NotBase64 => "csr_not_base64",
            CsrRefusal.NotExactlyOne => "csr_not_exactly_one",
            CsrRefusal.Malformed => "csr_malformed",
            CsrRefusal.SignatureAlgorithmUnsupported => "signature_algorithm_unsupported",
            CsrRefusal.KeyAlgorithmUnsupported => "key_algorithm_unsupported",
            CsrRefusal.KeyCurveUnsupported => "key_curve_unsupported",
            CsrRefusal.KeyInvalid => "key_invalid",
            CsrRefusal.SignatureInvalid => "signature_invalid",
            CsrRefusal.RsaKeySize => "rsa_key_size",
            CsrRefusal.RsaExponent => "rsa_exponent",
            CsrRefusal.CommonNameMissing => "common_name_missing",
            CsrRefusal.CommonNameRepeated => "common_name_repeated",
            CsrRefusal.CommonNameInvalid => "common_name_invalid",
            CsrRefusal.SubjectAttributeUnexpected => "subject_attribute_unexpected",
            CsrRefusal.AttributeUnexpected => "attribute_unexpected",
            CsrRefusal.ExtensionUnexpected => "extension_unexpected",
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "not a refusal"),
        };
    }
}
