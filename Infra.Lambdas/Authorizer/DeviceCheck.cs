using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Identity.Keys;
using Infra.Identity.Requests;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Authorizer;

/// <summary>Holds an accepted CSR against the device's record. Pure: the record has been fetched.</summary>
internal static class DeviceCheck
{
    /// <summary>
    /// Decodes and compares whatever the record says, also when there is none, so that the time taken tells little about which
    /// check failed.
    /// </summary>
    public static Decision Decide(CsrVerdict.Accepted csr, DeviceRecord? record)
    {
        var readable = RecordedKey.TryDecode(record?.PublicKey ?? Decoy, out var recorded);
        var same = csr.Key.Sha256.FixedTimeEquals(Sha256Digest.Of(recorded ?? []));
        return record switch
        {
            null => new Decision.Deny(DenyReasons.DeviceUnknown, csr),
            { Status: DeviceStatuses.Blocked } => new Decision.Deny(DenyReasons.DeviceBlocked, csr),
            { Status: not (null or DeviceStatuses.Ready) } => new Decision.Deny(DenyReasons.DeviceStatusUnknown, csr),
            { PublicKey: null } => new Decision.Deny(DenyReasons.RecordedKeyUnreadable, csr),
            _ when !readable => new Decision.Deny(DenyReasons.RecordedKeyUnreadable, csr),
            _ when !same => new Decision.Deny(DenyReasons.KeyDiffers, csr),
            _ => new Decision.Allow(csr),
        };
    }

    /// <summary>A record's form with nobody's key in it: the 91 bytes of a P-256 key, all zero.</summary>
    private static string Decoy { get; } = Convert.ToBase64String(new byte[91]);
}
