using System.Runtime.CompilerServices;

namespace Infra.Tools.Devices.Manifests;

/// <summary>
/// CSV with a header (RFC 4180): values may be quoted and then hold line breaks, as PEM does. Comma, semicolon or tab, whichever the header
/// has most of. A quote that is never closed costs its own line only.
/// </summary>
internal sealed class CsvManifest(Stream stream, ManifestReading? reading = null) : IManifest
{
    public const string HeaderInvalid = "manifest-header-invalid";

    private readonly ManifestStream _bytes = new(stream);

    public long? Length => _bytes.Length;

    public long Offset => _bytes.Offset;

    public ManifestMark Mark() => _bytes.Mark();

    public async IAsyncEnumerable<ManifestEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _bytes.SkipByteOrderMarkAsync(cancellationToken);
        var header = new CsvLine((byte)',');
        if (await NextAsync(header, cancellationToken) is not CsvEnd.Record) { yield break; }
        header = new CsvLine(DelimiterOf(_bytes.Unread[..header.Length]));
        header.Scan(_bytes.Unread, _bytes.Ended);
        var columns = Columns(header);
        _bytes.Consume(header.Length);

        var line = new CsvLine(header.Delimiter);
        while (await NextAsync(line, cancellationToken) is not CsvEnd.Nothing and var end)
        {
            var entry = new ManifestEntry(_bytes.Line);
            if (end is not CsvEnd.Record)
            {
                await _bytes.SkipLineAsync(cancellationToken);
                yield return entry with { Fault = FaultOf(entry, end) };
                continue;
            }

            entry = EntryOf(line, columns, entry);
            var isBlank = line.IsBlank;
            _bytes.Consume(line.Length);
            if (!isBlank) { yield return entry; }
        }
    }

    public void Dispose() => _bytes.Dispose();

    /// <summary>Finds the end of the record that begins where <see cref="ManifestStream.Unread"/> does, and leaves it unread.</summary>
    private async ValueTask<CsvEnd> NextAsync(CsvLine line, CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = line.Scan(_bytes.Unread, _bytes.Ended);
            if (end is CsvEnd.Record && line.Length > ManifestStream.MostEntryBytes) { return CsvEnd.TooLong; }
            if (end is not (CsvEnd.TooLong or CsvEnd.Unclosed) || !await _bytes.FillAsync(cancellationToken)) { return end; }
        }
    }

    private static Reject FaultOf(ManifestEntry entry, CsvEnd end) => end is CsvEnd.Unclosed
        ? Reject.Of(entry, RejectCodes.EntryMalformed, "a quote is opened on this line and not closed; double a quote that belongs to the value")
        : Reject.Of(entry, RejectCodes.EntryTooLong, $"the line is longer than {ManifestStream.MostEntryBytes} bytes");

    private static ManifestEntry EntryOf(CsvLine line, EntryField[] columns, ManifestEntry entry)
    {
        if (line.Count != columns.Length)
        {
            return entry with { Fault = Reject.Of(entry, RejectCodes.EntryMalformed, $"the line has {line.Count} values, the header {columns.Length}") };
        }

        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is not EntryField.None) { entry = entry.With(columns[i], line[i]); }
        }

        return entry;
    }

    private EntryField[] Columns(CsvLine header)
    {
        var columns = new EntryField[header.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = EntryFields.Of(header[i].Trim(), reading?.IdName);
            if (columns[i] is not EntryField.None && columns.AsSpan(0, i).Contains(columns[i]))
            {
                throw new ToolException(ExitCodes.Refused, HeaderInvalid, $"the header names {columns[i]} twice, the second time as '{Reject.Shown(header[i])}'",
                    "keep one of the two columns, or give the other a name that means nothing here");
            }
        }

        var hasId = columns.Contains(EntryField.DeviceId) || reading is { IdIsCommonName: true };
        return hasId && (columns.Contains(EntryField.PublicKey) || columns.Contains(EntryField.Certificate))
            ? columns
            : throw new ToolException(ExitCodes.Refused, HeaderInvalid,
                $"the header is '{Reject.Shown(string.Join(',', Enumerable.Range(0, header.Count).Select(i => header[i])))}'; it must name {EntryFields.Required}",
                "the first line of a CSV manifest is its header");
    }

    private static byte DelimiterOf(ReadOnlySpan<byte> header)
    {
        var best = (byte)',';
        foreach (var candidate in ";\t"u8)
        {
            if (header.Count(candidate) > header.Count(best)) { best = candidate; }
        }

        return best;
    }
}
