using System.Security.Cryptography;
using System.Text;

namespace Infra.Tests.Tools.Devices;

/// <summary>Public keys for manifests: made once, used by number.</summary>
internal static class TestKeys
{
    private static readonly string[] _pems = [.. Enumerable.Range(0, 12).Select(_ =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    })];

    public static string Pem(int number) => _pems[number % _pems.Length];

    /// <summary>As the table has it.</summary>
    public static string Recorded(int number) => Convert.ToBase64String(Encoding.ASCII.GetBytes(Pem(number) + "\n"));

    public static byte[] Der(int number) => PemEncoding.TryFind(Pem(number), out var fields) ? Convert.FromBase64String(Pem(number)[fields.Base64Data]) : [];

    /// <summary>A CSV of that many devices, SN-0 and on, each with the key of its number.</summary>
    public static string Csv(int count, int from = 0) => "device-id,pubkey\n" + CsvLines(count, from);

    public static string CsvLines(int count, int from) => string.Concat(Enumerable.Range(from, count).Select(i => $"SN-{i},{Recorded(i)}\n"));
}
