using System.CommandLine;
using Infra.Tools.Aws;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices;

/// <summary>
/// <c>provision devices import</c>: the factory's manifest into the device table. The same command after a kill goes on where the last one stopped.
/// </summary>
internal static class ImportCommand
{
    public const string Empty = "manifest-empty";

    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var options = new ImportOptions();
        var command = new Command("import", "Record the public keys of a manufacturing manifest.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => console.RunAsync(parsed.GetValue(options.Json), async () =>
        {
            using var wish = options.Of(parsed, clock);
            var start = ImportStart.Of(wish.Files, wish.Fresh, wish.Restart, wish.Force);
            var settings = wish.Settings with { Batch = start.Batch, RegisteredAt = start.RegisteredAt };
            using var source = ManifestFormats.Open(wish.Manifest, wish.Format, wish.Reading);
            using var open = options.Tables.Open(parsed, aws, clock);
            var began = clock.GetTimestamp();
            var counts = await RunAsync(console, clock, open, settings, wish.Files, start, source, cancellationToken);
            Report(console, parsed.GetValue(options.Json), new(
                wish.Fresh.Table, settings.DryRun, counts.Entries, counts.Recorded, counts.Unchanged, counts.Rejected, counts.RejectedBy,
                counts.Rejected > 0 ? wish.Files.Rejects : null, start.Mark.Offset > 0 ? start.Mark.Line : null, Math.Round(clock.GetElapsedTime(began).TotalSeconds, 3)));
            return counts.Rejected > 0 ? ExitCodes.Refused : ExitCodes.Done;
        }));
        return command;
    }

    private static async Task<ImportCounts> RunAsync(
        ToolConsole console, TimeProvider clock, OpenTable open, ImportSettings settings, ImportFiles files, ImportCheckpoint start, IManifest manifest, CancellationToken cancellationToken)
    {
        using var journal = ImportStart.OpenJournal(files, start, clock);
        try
        {
            var pace = new ImportPace(clock, manifest.Length);
            pace.At(start.Counts, start.Mark.Offset);
            var import = new DeviceImport(open.Table, settings, journal);
            await ImportView.ShowAsync(console, pace, clock, progress => import.RunAsync(manifest, progress, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(ExitCodes.Interrupted, "interrupted", $"interrupted at line {journal.Mark.Line}", files.Checkpoint is null ? "the same command again begins anew; what is recorded already does no harm" : "the same command goes on from there");
        }
        catch (Exception exception) when (files.Checkpoint is not null && (exception as ToolException ?? AwsRefusals.Of(exception)) is { ExitCode: ExitCodes.Aws } failure)
        {
            throw new ToolException(failure.ExitCode, failure.Code, $"{failure.Message}; the import stopped at line {journal.Mark.Line}",
                $"{failure.Hint}; the same command goes on from there");
        }

        journal.Close();
        return journal.Counts.Entries > 0
            ? journal.Counts
            : throw new ToolException(ExitCodes.Refused, Empty, "the manifest has no entries", "check --format");
    }

    private static void Report(ToolConsole console, bool json, Imported result)
    {
        string[] lines =
        [
            $"{(result.DryRun ? "checked" : "imported")}: {result.Entries} entries for {result.Table} in {result.Seconds:0.0} s{(result.ResumedAtLine is { } line ? $", the first part earlier, up to line {line}" : "")}",
            $"  {(result.DryRun ? "new      " : "recorded ")} {result.Recorded}",
            $"  unchanged {result.Unchanged}",
            $"  rejected  {result.Rejected}{(result.RejectsFile is { } file ? $", see {file}" : "")}",
            .. result.RejectedBy.Select(reason => $"    {reason.Key} {reason.Value}"),
        ];
        console.Result(json, result, lines);
    }

    private sealed record Imported(
        string Table, bool DryRun, long Entries, long Recorded, long Unchanged, long Rejected, SortedDictionary<string, long> RejectedBy,
        string? RejectsFile, long? ResumedAtLine, double Seconds);
}
