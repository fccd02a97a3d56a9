using Infra.Pki;

namespace Infra.Tools.Pki;

/// <summary>Key algorithms as files and command lines write them.</summary>
internal static class KeyNames
{
    public static IReadOnlyDictionary<string, KeyAlgorithm> All { get; } = new Dictionary<string, KeyAlgorithm>(StringComparer.Ordinal)
    {
        ["ec-p256"] = KeyAlgorithm.EcP256,
        ["ec-p384"] = KeyAlgorithm.EcP384,
        ["rsa-2048"] = KeyAlgorithm.Rsa2048,
        ["rsa-3072"] = KeyAlgorithm.Rsa3072,
        ["rsa-4096"] = KeyAlgorithm.Rsa4096,
    };
}
