using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Benchmarks.Import;

/// <summary>A manifest as a factory writes it: NDJSON, one P-256 key a device, in the table's own form.</summary>
internal static class BenchManifest
{
    // Making a key takes longer than importing it. A key's value does not change what its check costs, so some are used again.
    private const int DifferentKeys = 1000;

    public static void Write(string path, int count)
    {
        var keys = new string[Math.Min(count, DifferentKeys)];
        for (var i = 0; i < keys.Length; i++)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            keys[i] = Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"));
        }

        using var writer = new StreamWriter(path);
        for (var i = 0; i < count; i++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $$"""{"device-id":"SN-{{i:D8}}","pubkey":"{{keys[i % keys.Length]}}"}"""));
            writer.Write('\n');
        }
    }
}
