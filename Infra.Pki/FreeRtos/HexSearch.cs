using Infra.Identity.Keys;

namespace Infra.Pki.FreeRtos;

/// <summary>
/// Puts the announced number of bytes together from the runs of hex that follow, leaving out what other tasks printed in between.
/// Which runs belong is not guessed: a wrong choice is no DER, or misses the curve, whose equation checks the bytes like a
/// checksum of 256 bits.
/// </summary>
internal sealed class HexSearch
{
    /// <summary>A key is six rows; nobody prints this much in between.</summary>
    public const int MostLines = 400;

    /// <summary>Bytes in a full row of <c>prvWriteHexBytesToConsole</c>.</summary>
    private const int RowBytes = 16;

    /// <summary>Enough for real logs, and an end for made-up ones.</summary>
    private const int MostTries = 20_000;

    private readonly IReadOnlyList<HexRun> _runs;
    private readonly Func<byte[], int, IEnumerable<byte[]>> _choices;
    private readonly byte[] _bytes;
    private int _tries;

    private HexSearch(IReadOnlyList<HexRun> runs, int announced, Func<byte[], int, IEnumerable<byte[]>> choices)
    {
        _runs = runs;
        _choices = choices;
        _bytes = new byte[announced];
    }

    /// <summary>The bytes of a key; null: no choice of runs gives one.</summary>
    public static byte[]? Find(IReadOnlyList<HexRun> runs, int announced) => Find(runs, announced, Rows) ?? Find(runs, announced, Anything);

    private static byte[]? Find(IReadOnlyList<HexRun> runs, int announced, Func<byte[], int, IEnumerable<byte[]>> choices)
    {
        var search = new HexSearch(runs, announced, choices);
        return search.Extend(0, 0) ? search._bytes : null;
    }

    /// <summary>
    /// Rows as the firmware prints them, full ones and the rest, behind a prefix or before a number that look like hex perhaps;
    /// or all on one line.
    /// </summary>
    private static IEnumerable<byte[]> Rows(byte[] run, int missing)
    {
        var row = Math.Min(RowBytes, missing);
        if (run.Length >= row) { yield return run[..row]; }
        if (run.Length > row) { yield return run[^row..]; }
        if (run.Length >= missing && missing > row) { yield return run[..missing]; }
    }

    /// <summary>Rows of any width, where a terminal broke them.</summary>
    private static IEnumerable<byte[]> Anything(byte[] run, int missing) => [run.Length <= missing ? run : run[..missing]];

    private bool Extend(int run, int filled)
    {
        if (filled == _bytes.Length) { return DeviceKey.TryRead(_bytes, out _, out _); }
        if (run == _runs.Count || ++_tries > MostTries) { return false; }
        foreach (var taken in _choices(_runs[run].Bytes, _bytes.Length - filled))
        {
            taken.CopyTo(_bytes, filled);
            if (MayBeKey(filled + taken.Length) && Extend(run + 1, filled + taken.Length)) { return true; }
        }

        return Extend(run + 1, filled);
    }

    /// <summary>Whether the first bytes can be a key of the announced length: exactly P-256's, or some SEQUENCE (X.690 8.1.3).</summary>
    private bool MayBeKey(int filled) => _bytes.Length == P256Start.Length + 64
        ? _bytes.AsSpan(0, Math.Min(filled, P256Start.Length)).SequenceEqual(P256Start[..Math.Min(filled, P256Start.Length)])
        : _bytes[0] == 0x30;

    /// <summary>SubjectPublicKeyInfo of id-ecPublicKey on secp256r1 up to the uncompressed point's first byte (RFC 5480 2).</summary>
    private static ReadOnlySpan<byte> P256Start =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];
}
