using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices.Importing;

/// <summary>Where an import leaves its traces.</summary>
/// <param name="Checkpoint">Null: none, the import cannot be resumed.</param>
/// <param name="Rejects">Null: rejects are counted only.</param>
internal sealed record ImportFiles(string? Checkpoint, string? Rejects);

/// <summary>
/// Reject file and checkpoint, kept in step: rejects reach the disk before the checkpoint that counts them, so that a kill between the two only cuts off
/// rejects that are found again.
/// </summary>
internal sealed class ImportJournal : IDisposable
{
    // A commit waits for the disk twice; what is not committed is read again after a kill.
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly ImportFiles _files;
    private readonly TimeProvider _clock;
    private readonly RejectFile? _rejects;
    private ImportCheckpoint _reached;
    private long _committedAt;
    private long _committedOffset;

    public ImportJournal(ImportFiles files, ImportCheckpoint start, TimeProvider clock)
    {
        (_files, _reached, _clock, _committedAt) = (files, start, clock, clock.GetTimestamp());

        // Before there is a reject file: a file without its checkpoint would belong to nobody.
        if (files.Checkpoint is not null) { start.Save(files.Checkpoint); }
        _rejects = files.Rejects is null ? null : RejectFile.Open(files.Rejects, start.RejectsLength);
        _committedOffset = start.Mark.Offset;
    }

    public ImportCounts Counts => _reached.Counts;

    public ManifestMark Mark => _reached.Mark;

    /// <summary>Takes note of the next batch in the manifest's order.</summary>
    public void Settle(BatchOutcome outcome)
    {
        _rejects?.Add(outcome.Rejects);
        _reached = _reached with { Mark = outcome.End, Counts = _reached.Counts.With(outcome) };
        if (_clock.GetElapsedTime(_committedAt) >= _interval) { Commit(); }
    }

    public void Commit()
    {
        _committedAt = _clock.GetTimestamp();
        if (_reached.Mark.Offset == _committedOffset) { return; }
        _rejects?.Flush();
        _committedOffset = _reached.Mark.Offset;
        if (_files.Checkpoint is not null) { (_reached with { RejectsLength = _rejects?.Length ?? 0 }).Save(_files.Checkpoint); }
    }

    /// <summary>Everything is imported: there is nothing left to resume.</summary>
    public void Close()
    {
        _rejects?.Flush();
        if (_files.Checkpoint is not null) { File.Delete(_files.Checkpoint); }
    }

    public void Dispose() => _rejects?.Dispose();
}
