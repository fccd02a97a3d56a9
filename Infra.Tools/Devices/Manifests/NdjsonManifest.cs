using System.Runtime.CompilerServices;

namespace Infra.Tools.Devices.Manifests;

/// <summary>One JSON object a line. A line that is none costs itself only.</summary>
internal sealed class NdjsonManifest(Stream stream, ManifestReading? reading = null) : IManifest
{
    private readonly ManifestStream _bytes = new(stream);

    public long? Length => _bytes.Length;

    public long Offset => _bytes.Offset;

    public ManifestMark Mark() => _bytes.Mark();

    public async IAsyncEnumerable<ManifestEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _bytes.SkipByteOrderMarkAsync(cancellationToken);
        while (true)
        {
            var end = _bytes.Unread.IndexOf((byte)'\n');
            if (end < 0 && await _bytes.FillAsync(cancellationToken)) { continue; }
            if (_bytes.Unread.IsEmpty) { yield break; }
            var line = _bytes.Line;
            var length = end >= 0 ? end + 1 : _bytes.Unread.Length;
            if (length > ManifestStream.MostEntryBytes)
            {
                await _bytes.SkipLineAsync(cancellationToken);
                var entry = new ManifestEntry(line);
                yield return entry with { Fault = Reject.Of(entry, RejectCodes.EntryTooLong, $"the line is longer than {ManifestStream.MostEntryBytes} bytes") };
                continue;
            }

            var read = Read(length, line);
            _bytes.Consume(length);
            if (read is not null) { yield return read; }
        }
    }

    public void Dispose() => _bytes.Dispose();

    private ManifestEntry? Read(int length, long line) =>
        _bytes.Unread[..length].Trim(" \t\r\n"u8).IsEmpty ? null : JsonEntry.Of(_bytes.UnreadMemory[..length], line, reading?.IdName);
}
