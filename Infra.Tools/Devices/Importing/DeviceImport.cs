using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Infra.Tools.Devices.Manifests;
using Infra.Tools.Devices.Tables;

namespace Infra.Tools.Devices.Importing;

/// <summary>
/// The import of a manifest, as a pipeline in constant memory: one reader cuts it into batches, several batches are under way at a time, and their
/// outcomes are settled in the manifest's order, so that one place in the manifest says how far the import has come.
/// </summary>
internal sealed class DeviceImport(IDeviceTable table, ImportSettings settings, ImportJournal journal)
{
    /// <param name="progress">Told after each batch; offset is the manifest's.</param>
    public async Task RunAsync(IManifest manifest, Action<ImportCounts, long> progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<Task<BatchOutcome>>(new BoundedChannelOptions(settings.Parallel) { SingleReader = true, SingleWriter = true });
        var dispatching = DispatchAsync(manifest, batches.Writer, stop.Token);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(CancellationToken.None))
            {
                journal.Settle(await batch);
                progress(journal.Counts, journal.Mark.Offset);
            }

            await dispatching;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(dispatching);
            await foreach (var batch in batches.Reader.ReadAllAsync(CancellationToken.None)) { await Task.WhenAny(batch); }
            journal.Commit();
        }
    }

    private async Task DispatchAsync(IManifest manifest, ChannelWriter<Task<BatchOutcome>> batches, CancellationToken cancellationToken)
    {
        var underWay = new DevicesUnderWay();
        var importer = new BatchImporter(table, settings);
        var batch = new List<ManifestEntry>(table.MostReads);
        try
        {
            await foreach (var entry in UnsettledAsync(manifest, cancellationToken))
            {
                batch.Add(entry);
                if (batch.Count == table.MostReads) { await StartAsync(); }
            }

            await StartAsync();
        }
        catch (ToolException)
        {
            // The manifest breaks off here. What was read before is whole.
            await StartAsync();
            throw;
        }
        finally
        {
            batches.Complete();
        }

        async Task StartAsync()
        {
            if (batch.Count == 0) { return; }
            var (entries, end) = (batch, manifest.Mark());
            batch = new(table.MostReads);
            await underWay.WaitForAsync(entries);
            cancellationToken.ThrowIfCancellationRequested();

            // Checking keys is work for every core, so a batch begins off the reader's thread.
            var task = Task.Run(() => importer.ImportAsync(entries, end, cancellationToken), CancellationToken.None);
            underWay.Add(task, entries);
            try
            {
                await batches.WriteAsync(task, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAny(task); // nobody else waits for it, and the table's client is about to go
                throw;
            }
        }
    }

    /// <summary>The entries after the place that the journal has reached; what comes before must be what was imported.</summary>
    private async IAsyncEnumerable<ManifestEntry> UnsettledAsync(IManifest manifest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = journal.Mark;
        var isPast = start.Offset == 0;
        await foreach (var entry in manifest.ReadAsync(cancellationToken))
        {
            if (isPast) { yield return entry; }
            else if (manifest.Offset >= start.Offset) { isPast = manifest.Mark() == start ? true : throw Changed(start); }
        }

        if (!isPast && manifest.Mark() != start) { throw Changed(start); }
    }

    private static ToolException Changed(ManifestMark start) => new(ExitCodes.File, ImportCheckpoint.Mismatch,
        $"the manifest is not the one that was imported up to line {start.Line}", "give the same manifest (it may have grown at its end), or --restart to begin anew");
}
