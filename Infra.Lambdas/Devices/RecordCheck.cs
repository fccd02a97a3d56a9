using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Identity.Keys;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Devices;

/// <summary>Holds a key against the record of the device that it is said to be of. Pure: the record has been fetched.</summary>
internal static class RecordCheck
{
    /// <summary>
    /// What is wrong, one of <see cref="DeviceFaults"/>; null if the device is ready and the key is the recorded one. Decodes and compares
    /// whatever the record says, also when there is none, so that the time taken tells little about which check failed.
    /// </summary>
    /// <param name="record">The device's record, if there is one.</param>
    /// <param name="key">The digest of the key to be held against it.</param>
    /// <param name="reader">Decodes a recorded key. Default: <see cref="RecordedKey.TryDecode"/>; a test counts.</param>
    public static string? FaultOf(DeviceRecord? record, Sha256Digest key, KeyReader? reader = null)
    {
        var readable = (reader ?? RecordedKey.TryDecode)(record?.PublicKey ?? Decoy, out var recorded);
        var same = key.FixedTimeEquals(Sha256Digest.Of(recorded ?? []));
        return FaultOfStatus(record) is { } fault ? fault
            : record!.PublicKey is null || !readable ? DeviceFaults.RecordedKeyUnreadable
            : !same ? DeviceFaults.KeyDiffers
            : null;
    }

    /// <summary>What is wrong, whatever the key; null if the device is ready.</summary>
    public static string? FaultOfStatus(DeviceRecord? record) => record switch
    {
        null => DeviceFaults.Unknown,
        { Status: null or DeviceStatuses.Ready } => null,
        { Status: DeviceStatuses.Blocked } => DeviceFaults.Blocked,
        _ => DeviceFaults.StatusUnknown,
    };

    /// <summary>A record as the importer writes it, with nobody's key in it: the 91 bytes of a P-256 key, all zero.</summary>
    private static string Decoy { get; } = Convert.ToBase64String(Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", new byte[91]) + "\n"));
}

/// <summary>Takes the DER out of a recorded key.</summary>
internal delegate bool KeyReader(string? recorded, [NotNullWhen(true)] out byte[]? subjectPublicKeyInfo);

/// <summary>Why a device is turned away, as stable codes for the log.</summary>
internal static class DeviceFaults
{
    public const string Unknown = "device_unknown";
    public const string Blocked = "device_blocked";
    public const string StatusUnknown = "device_status_unknown";
    public const string RecordedKeyUnreadable = "recorded_key_unreadable";
    public const string KeyDiffers = "key_differs";
}
