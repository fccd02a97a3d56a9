using System.Collections.Immutable;

namespace Infra.Components;

/// <summary>
/// The key and signing algorithms of an ACM Private CA. A CA signs only with algorithms of its own key's family
/// (ACM PCA API, CertificateAuthorityConfiguration and IssueCertificate), so the pair is checked at preview.
/// </summary>
public static class AuthorityAlgorithms
{
    /// <summary>P-256: small certificates and quick handshakes on microcontrollers.</summary>
    public const string DefaultKey = "EC_prime256v1";

    /// <summary>The signing algorithm that fits <see cref="DefaultKey"/>.</summary>
    public const string DefaultSigning = "SHA256WITHECDSA";

    /// <summary>Key algorithms that both ACM PCA and AWS IoT device certificates' chains allow.</summary>
    public static ImmutableArray<string> Keys { get; } = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"];

    /// <summary>All signing algorithms.</summary>
    public static ImmutableArray<string> SigningAlgorithms { get; } = [.. SigningFor("RSA_2048"), .. SigningFor(DefaultKey)];

    /// <summary>The signing algorithms that fit a key algorithm, the recommended one first.</summary>
    public static ImmutableArray<string> SigningFor(string key) => key.StartsWith("RSA_", StringComparison.Ordinal)
        ? ["SHA256WITHRSA", "SHA384WITHRSA", "SHA512WITHRSA"]
        : ["SHA256WITHECDSA", "SHA384WITHECDSA", "SHA512WITHECDSA"];

    /// <summary>Whether the pair fits.</summary>
    public static bool Fit(string key, string signing) => Keys.Contains(key) && SigningFor(key).Contains(signing);

    /// <summary>Throws unless the pair fits, naming what would.</summary>
    public static void Require(string key, string signing)
    {
        if (!Keys.Contains(key))
        {
            throw new ComponentException(ComponentCodes.AuthorityAlgorithmInvalid, $"key algorithm '{key}' is not allowed; choose one of {string.Join(", ", Keys)}");
        }
        if (!Fit(key, signing))
        {
            throw new ComponentException(ComponentCodes.AuthorityAlgorithmInvalid,
                $"a CA with a {key} key cannot sign with '{signing}'; choose one of {string.Join(", ", SigningFor(key))}");
        }
    }
}
