using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Infra.Identity.Contracts;
using Infra.Tools.Devices.Tables;

namespace Infra.Benchmarks.Import;

/// <summary>A manifest as a factory writes it: NDJSON, one P-256 key a device, in the table's own form.</summary>
internal static class BenchManifest
{
    // Making a key takes longer than importing it. A key's value does not change what its check costs, so some are used again.
    private const int DifferentKeys = 1000;

    private static readonly string[] _keys = [.. Enumerable.Range(0, DifferentKeys).Select(_ => NewKey())];

    public static void Write(string path, Range devices)
    {
        using var writer = new StreamWriter(path);
        for (var i = devices.Start.Value; i < devices.End.Value; i++)
        {
            writer.Write($$"""{"device-id":"{{Device(i)}}","pubkey":"{{_keys[i % DifferentKeys]}}"}""");
            writer.Write('\n');
        }
    }

    /// <summary>What the table has of it in the end, one after the other: a million of them at once would be measured as the importer's memory.</summary>
    public static IEnumerable<DeviceRecord> Records(Range devices, string registeredAt)
    {
        for (var i = devices.Start.Value; i < devices.End.Value; i++) { yield return new(Device(i), _keys[i % DifferentKeys], DeviceStatuses.Ready, null, null, registeredAt); }
    }

    private static string Device(int number) => string.Create(CultureInfo.InvariantCulture, $"SN-{number:D8}");

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"));
    }
}
