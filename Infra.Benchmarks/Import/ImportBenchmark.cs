using System.Diagnostics;
using System.Globalization;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;
using Infra.Tools.Devices.Tables;

namespace Infra.Benchmarks.Import;

/// <summary>
/// How close <c>provision devices import</c> comes to the raw ceiling of its own requests. Both fill a fresh table of the same dynalite, slice by slice and in
/// turns, so that what else the machine does meanwhile hits both, and the ratio is of the medians of their sums. Parsing and checking alone is measured in
/// processor time.
/// </summary>
internal static class ImportBenchmark
{
    public const int LeastKeys = 1000;

    private const int Parallel = 8;

    // Some seconds of work: long enough for a start and an end to weigh little, short enough for the machine to be the same for both.
    private const int SliceKeys = 25_000;

    public static async Task<int> RunAsync(int keys, int rounds, string output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("infra-bench-");
        try
        {
            var manifest = Path.Combine(folder.FullName, "manifest.ndjson");
            BenchManifest.Write(manifest, ..keys);
            var settings = new ImportSettings { RegisteredAt = "2026-01-01T00:00:00Z", Parallel = Parallel };
            ParseAndCheck(manifest, settings);
            var checking = Enumerable.Range(0, rounds).Select(_ => ProcessorSeconds(() => ParseAndCheck(manifest, settings))).ToArray();

            using var dynalite = Dynalite.Start(Repository.PathOf("Infra.Local", "node"));
            var table = new DynamoDeviceTable(dynalite.Client, "warm-up", new Patience(TimeProvider.System));
            await dynalite.CreateTableAsync("warm-up", cancellationToken);
            await RawCeiling.RunAsync(dynalite.Client, "warm-up", BenchManifest.Records(..(keys / 10), settings.RegisteredAt), Parallel, cancellationToken);
            await table.ReadKeysAsync([Infra.Identity.DeviceId.Parse(BenchManifest.Records(..1, settings.RegisteredAt).Single().DeviceId)], cancellationToken);

            var (raw, import) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                var sums = await RoundAsync(round);
                raw.Add(sums.Raw);
                import.Add(sums.Import);
            }

            var memory = await ToolMemory.OfAsync(dynalite, folder.FullName, [.. new[] { keys / 100, keys / 10, keys }.Where(count => count >= LeastKeys)], cancellationToken);
            var result = new ImportResult(
                keys, rounds, Environment.ProcessorCount,
                Math.Round(Median.Of(raw) / Median.Of(import), 3),
                Math.Round(keys / Median.Of(checking)),
                Math.Round(keys / Median.Of(import)),
                Math.Round(keys / Median.Of(raw)),
                memory[^1].PeakMiB,
                memory);
            ResultFile.Write(output, "import", result);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"import: {result.ShareOfRawCeiling:P1} of the raw ceiling; parse and check {result.CheckedKeysPerSecondPerCore:N0} keys/s on one core ({keys:N0} keys, {rounds} rounds, {result.Cores} cores)"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"import: peak memory of the tool {string.Join(", ", memory.Select(peak => string.Create(CultureInfo.InvariantCulture, $"{peak.PeakMiB} MiB at {peak.Keys:N0} keys")))}"));
            return 0;

            async Task<(double Raw, double Import)> RoundAsync(int round)
            {
                string[] tables = [$"raw-{round}", $"import-{round}"];
                foreach (var name in tables) { await dynalite.CreateTableAsync(name, cancellationToken); }
                var sums = (Raw: 0.0, Import: 0.0);
                for (var (from, slice) = (0, round); from < keys; from += SliceKeys, slice++)
                {
                    var devices = from..Math.Min(keys, from + SliceKeys);
                    BenchManifest.Write(manifest, devices);
                    // Who goes first changes: a dynalite that holds more is a slower one.
                    if (slice % 2 == 0) { sums.Raw += await RawAsync(); }
                    sums.Import += await SecondsAsync(() => ImportOnceAsync(dynalite, tables[1], manifest, settings, cancellationToken));
                    if (slice % 2 == 1) { sums.Raw += await RawAsync(); }

                    Task<double> RawAsync() => SecondsAsync(() => RawCeiling.RunAsync(dynalite.Client, tables[0], BenchManifest.Records(devices, settings.RegisteredAt), Parallel, cancellationToken));
                }

                foreach (var name in tables) { await dynalite.Client.DeleteTableAsync(name, cancellationToken); }
                return sums;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The import as the command does it, with checkpoint and reject file.</summary>
    private static async Task ImportOnceAsync(Dynalite dynalite, string table, string manifest, ImportSettings settings, CancellationToken cancellationToken)
    {
        var files = new ImportFiles(manifest + ".checkpoint.json", manifest + ".rejects.ndjson");
        var start = new ImportCheckpoint { Table = table, RegisteredAt = settings.RegisteredAt, Mark = new(1, 0, ""), RejectsLength = 0, Counts = new() };
        using var journal = new ImportJournal(files, start, TimeProvider.System);
        using var source = ManifestFormats.Open(manifest, ManifestFormat.Ndjson);
        var import = new DeviceImport(new DynamoDeviceTable(dynalite.Client, table, new Patience(TimeProvider.System)), settings, journal);
        await import.RunAsync(source, (_, _) => { }, cancellationToken);
        journal.Close();
        if (journal.Counts.Rejected > 0) { throw new InvalidOperationException("an import under measurement must record every key"); }
    }

    private static void ParseAndCheck(string manifest, ImportSettings settings)
    {
        var check = new EntryCheck(settings);
        using var source = ManifestFormats.Open(manifest, ManifestFormat.Ndjson);
        foreach (var entry in source.ReadAsync(default).ToBlockingEnumerable())
        {
            if (check.Check(entry).Entry is null) { throw new InvalidOperationException("a manifest under measurement must be in order"); }
        }
    }

    /// <summary>Of the whole process, collector and compiler included: what one core needs, also where others use the machine.</summary>
    private static double ProcessorSeconds(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    private sealed record ImportResult(
        int Keys, int Rounds, int Cores, double ShareOfRawCeiling, double CheckedKeysPerSecondPerCore, double ImportedKeysPerSecond, double RawKeysPerSecond, long PeakMemoryMiB,
        IReadOnlyList<PeakMemory> PeakMemoryByKeys);
}
