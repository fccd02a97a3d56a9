using System.Diagnostics.CodeAnalysis;

namespace Infra.Identity.Keys;

/// <summary>A device's public key that keeps all rules. Two keys are the same if their SubjectPublicKeyInfo is, byte for byte.</summary>
public sealed class DeviceKey
{
    internal DeviceKey(SubjectPublicKeyInfo info)
    {
        SubjectPublicKeyInfo = info.Der;
        Kind = info.Kind;
        Sha256 = Sha256Digest.Of(info.Der.Span);
    }

    /// <summary>The key as DER SubjectPublicKeyInfo, in its one canonical encoding.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>SHA-256 over <see cref="SubjectPublicKeyInfo"/>.</summary>
    public Sha256Digest Sha256 { get; }

    /// <summary>What kind of key it is.</summary>
    public KeyKind Kind { get; }

    /// <summary>Reads a DER SubjectPublicKeyInfo and holds it against every rule.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out DeviceKey? key, out KeyRefusal refusal)
    {
        key = null;
        if (Keys.SubjectPublicKeyInfo.Decode(der, out refusal) is not { } info)
        {
            return false;
        }

        if (info.FaultByRules() is { } fault)
        {
            refusal = fault;
            return false;
        }

        key = new DeviceKey(info);
        return true;
    }
}
