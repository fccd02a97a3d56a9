namespace Infra.Tools.Devices.Importing;

/// <summary>How fast an import goes and when it will end, from where this run of it began.</summary>
internal sealed class ImportPace(TimeProvider clock, long? length)
{
    private readonly long _began = clock.GetTimestamp();
    private (long Entries, long Offset)? _start;

    public long? Length => length;

    public ImportProgress At(ImportCounts counts, long offset)
    {
        var start = _start ??= (counts.Entries, offset);
        var elapsed = clock.GetElapsedTime(_began);
        var (entries, bytes) = (counts.Entries - start.Entries, offset - start.Offset);
        var isMeasured = elapsed > TimeSpan.Zero && bytes > 0;
        return new(
            counts,
            offset,
            length is > 0 ? Math.Min(1, (double)offset / length.Value) : null,
            isMeasured ? entries / elapsed.TotalSeconds : null,
            isMeasured && length is not null ? (length.Value - offset) / (bytes / elapsed.TotalSeconds) : null,
            elapsed);
    }
}

/// <summary>One look at an import. Null: not known, or not yet.</summary>
internal sealed record ImportProgress(ImportCounts Counts, long Offset, double? Share, double? EntriesPerSecond, double? SecondsLeft, TimeSpan Elapsed)
{
    public override string ToString()
    {
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Counts.Entries:N0} entries");
        if (Share is { } share) { text += string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {share:P0}"); }
        if (EntriesPerSecond is { } rate) { text += string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {rate:N0}/s"); }
        if (SecondsLeft is { } left) { text += $", about {TimeSpan.FromSeconds(Math.Ceiling(left)):c} left"; }
        if (Counts.Rejected > 0) { text += string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {Counts.Rejected:N0} rejected"); }
        return text;
    }
}
