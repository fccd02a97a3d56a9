using Infra.Local.Aws;
using Infra.Pki;

namespace Infra.Local.AcmPca;

/// <summary>ACM PCA's names of key and signing algorithms.</summary>
internal static class PcaKeys
{
    public static KeyAlgorithm Parse(string name) => name switch
    {
        "EC_prime256v1" => KeyAlgorithm.EcP256,
        "EC_secp384r1" => KeyAlgorithm.EcP384,
        "RSA_2048" => KeyAlgorithm.Rsa2048,
        "RSA_3072" => KeyAlgorithm.Rsa3072,
        "RSA_4096" => KeyAlgorithm.Rsa4096,
        _ => throw new AwsException(400, "InvalidArgsException",
            $"key algorithm '{name}' is not offered here; choose EC_prime256v1, EC_secp384r1, RSA_2048, RSA_3072 or RSA_4096"),
    };

    /// <summary>
    /// Refuses a signing algorithm of another family than the CA's key, as ACM PCA does. Within the family this cloud signs with
    /// the digest that belongs to the key; ACM PCA offers more.
    /// </summary>
    public static void RequireFits(KeyAlgorithm key, string signingAlgorithm)
    {
        var offered = key switch
        {
            KeyAlgorithm.EcP256 => "SHA256WITHECDSA",
            KeyAlgorithm.EcP384 => "SHA384WITHECDSA",
            _ => "SHA256WITHRSA",
        };
        var family = offered[offered.IndexOf("WITH", StringComparison.Ordinal)..];
        if (!signingAlgorithm.EndsWith(family, StringComparison.Ordinal))
        {
            throw new AwsException(400, "InvalidArgsException",
                $"The signing algorithm family of {signingAlgorithm} does not match the algorithm family of the CA's secret key ({key}).");
        }
        if (signingAlgorithm != offered)
        {
            throw new AwsException(400, "InvalidArgsException", $"signing algorithm '{signingAlgorithm}' is not offered here for a key {key}; choose {offered}");
        }
    }
}
