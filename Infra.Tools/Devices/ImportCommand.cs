using System.CommandLine;
using System.Globalization;
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
        var manifest = new Argument<string>("manifest") { Description = "The manifest: *.csv, *.ndjson, *.json or a folder of PEM files; - for standard input." };
        var format = new Option<string?>("--format") { Description = "csv, ndjson, json, pem-folder, or microchip for its Trust Platform's. Default: by the manifest's name." };
        var reading = new ReadingOptions();
        var batch = new Option<string?>("--batch") { Description = "Manufacturing batch of entries that name none." };
        var rejects = new Option<string?>("--rejects") { Description = "File for the entries that are not imported. Default: MANIFEST.rejects.ndjson." };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "File that says how far the import has come. Default: MANIFEST.checkpoint.json." };
        var parallel = new Option<int>("--parallel") { Description = "Batches under way at a time, 1 to 64.", DefaultValueFactory = _ => 8 };
        var strict = new Option<bool>("--strict") { Description = "Write each record with a condition, for when others write to the table at the same time. Slower." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check and read only. Rejects are written where --rejects says so." };
        var restart = new Option<bool>("--restart") { Description = "Begin anew: set aside the checkpoint and the reject file of an earlier import." };
        var force = new Option<bool>("--force") { Description = "Replace a reject file that is there already." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var tables = new TableOptions();
        var command = new Command("import", "Record the public keys of a manufacturing manifest.") { manifest, format, batch, rejects, checkpoint, parallel, strict, dryRun, restart, force, json };
        reading.AddTo(command);
        tables.AddTo(command);
        parallel.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && value is < 1 or > 64)
            {
                result.AddError($"--parallel must be from 1 to 64, is {token.Value}");
            }
        });
        command.SetAction((parsed, cancellationToken) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var path = parsed.GetRequiredValue(manifest);
            var isDry = parsed.GetValue(dryRun);
            var files = FilesOf(path, parsed.GetValue(rejects), parsed.GetValue(checkpoint), isDry);
            var kind = ManifestFormats.Of(path, parsed.GetValue(format));
            using var how = reading.Read(parsed, kind);
            var fresh = new ImportCheckpoint
            {
                Table = tables.ReadTable(parsed),
                Endpoint = tables.ReadEndpoint(parsed),
                Sku = parsed.GetValue(tables.Sku),
                Batch = parsed.GetValue(batch),
                Reading = how.Reading.Describe(kind),
                RegisteredAt = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                Mark = new(1, 0, ""),
                RejectsLength = 0,
                Counts = new(),
            };
            var start = ImportStart.Of(files, fresh, parsed.GetValue(restart), parsed.GetValue(force));
            var settings = new ImportSettings
            {
                Sku = tables.ReadSku(parsed),
                Batch = start.Batch,
                RegisteredAt = start.RegisteredAt,
                Issuers = how.Issuers,
                Strict = parsed.GetValue(strict),
                DryRun = isDry,
                Parallel = parsed.GetValue(parallel),
            };
            using var source = ManifestFormats.Open(path, kind, how.Reading);
            using var open = tables.Open(parsed, aws, clock);
            var began = clock.GetTimestamp();
            var counts = await RunAsync(console, clock, open, settings, files, start, source, cancellationToken);
            Report(console, parsed.GetValue(json), new(
                tables.ReadTable(parsed), isDry, counts.Entries, counts.Recorded, counts.Unchanged, counts.Rejected, counts.RejectedBy,
                counts.Rejected > 0 ? files.Rejects : null, start.Mark.Offset > 0 ? start.Mark.Line : null, Math.Round(clock.GetElapsedTime(began).TotalSeconds, 3)));
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

    private static ImportFiles FilesOf(string manifest, string? rejects, string? checkpoint, bool isDry)
    {
        if (isDry) { return new(null, rejects); }
        if (manifest == "-")
        {
            return new(checkpoint, rejects ?? throw new ToolException(ExitCodes.Usage, "rejects-required", "a manifest from standard input needs --rejects FILE", "and --checkpoint FILE, to be resumed after a kill"));
        }

        var beside = Path.TrimEndingDirectorySeparator(manifest);
        return new(checkpoint ?? beside + ".checkpoint.json", rejects ?? beside + ".rejects.ndjson");
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
