using Infra.Tests.Local;
using Infra.Tests.Pki;
using Infra.Tools;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;
using Infra.Tools.Devices.Tables;

namespace Infra.Tests.Tools.Devices;

/// <summary>The pipeline over a table in memory, where it can be killed at every single call.</summary>
public sealed class A_device_import : IDisposable
{
    private const int Devices = 37;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Good lines, bad lines, a repetition, and a second key for one device, far from the first and near it.</summary>
    private static string Mixed => TestKeys.Csv(Devices)
        + "SN 5,k\n" + $"SN-0,{TestKeys.Recorded(0)}\n" + $"SN-1,{TestKeys.Recorded(2)}\n" + $"SN-99,{TestKeys.Recorded(3)}\n" + $"SN-99,{TestKeys.Recorded(4)}\n" + "SN-98,\n";

    [Fact]
    public async Task counts_every_entry_once()
    {
        var table = new MemoryDeviceTable();

        var counts = await ImportAsync(table, Mixed);

        Assert.Equal((Devices + 1, 1, 4), (counts.Recorded, counts.Unchanged, counts.Rejected));
        Assert.Equal([(RejectCodes.Conflict, 2L), (RejectCodes.DeviceIdInvalid, 1L), (RejectCodes.KeyMissing, 1L)], counts.RejectedBy.Select(reason => (reason.Key, reason.Value)));
        Assert.Equal(Devices + 1, table.Records.Count);
        Assert.Equal(TestKeys.Recorded(1), table.Records["SN-1"].PublicKey);
        Assert.Equal(TestKeys.Recorded(3), table.Records["SN-99"].PublicKey);
        Assert.False(File.Exists(Files.Checkpoint));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task killed_at_any_call_and_run_again_leaves_what_one_run_leaves(bool strict)
    {
        var whole = new MemoryDeviceTable();
        await ImportAsync(whole, Mixed, strict);
        var rejects = File.ReadAllText(Files.Rejects!);
        Assert.Equal(4, rejects.Count(letter => letter == '\n'));

        // With conditional puts there are many calls alike; every seventh is one of each kind.
        for (var call = 1; call <= whole.Calls; call += strict ? 7 : 1)
        {
            foreach (var after in new[] { false, true })
            {
                File.Delete(Files.Rejects!);
                var table = new MemoryDeviceTable { DiesAt = call, DiesAfterItsWork = after };
                await Assert.ThrowsAsync<ToolDied>(() => ImportAsync(table, Mixed, strict));
                table.DiesAt = int.MaxValue;

                var counts = await ImportAsync(table, Mixed, strict);

                Assert.Equal(Devices + 6, counts.Entries);
                Assert.Equal(rejects, File.ReadAllText(Files.Rejects!));
                Assert.Equal(whole.Records.OrderBy(record => record.Key, StringComparer.Ordinal), table.Records.OrderBy(record => record.Key, StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task resumed_with_a_manifest_that_has_grown_takes_the_new_lines_too()
    {
        var table = new MemoryDeviceTable { DiesAt = 9 };
        await Assert.ThrowsAsync<ToolDied>(() => ImportAsync(table, TestKeys.Csv(Devices)));
        table.DiesAt = int.MaxValue;

        var counts = await ImportAsync(table, TestKeys.Csv(Devices + 10));

        Assert.Equal(Devices + 10, counts.Entries);
        Assert.Equal(Devices + 10, table.Records.Count);
    }

    [Fact]
    public async Task resumed_with_another_manifest_is_refused()
    {
        // Five batches of two calls each may be under way before the first is settled; from the eleventh call on there is something imported to differ from.
        var table = new MemoryDeviceTable { DiesAt = 11 };
        await Assert.ThrowsAsync<ToolDied>(() => ImportAsync(table, TestKeys.Csv(Devices)));
        table.DiesAt = int.MaxValue;

        var refused = await Assert.ThrowsAsync<ToolException>(() => ImportAsync(table, TestKeys.Csv(Devices, from: 1)));

        Assert.Equal(ImportCheckpoint.Mismatch, refused.Code);
    }

    [Fact]
    public async Task never_lets_two_lines_about_one_device_race()
    {
        var table = new MemoryDeviceTable { MostReads = 1 };
        var lines = string.Concat(Enumerable.Range(0, 40).Select(i => $"SN-1,{TestKeys.Recorded(i)}\n"));

        var counts = await ImportAsync(table, "device-id,pubkey\n" + lines);

        Assert.Equal(TestKeys.Recorded(0), table.Records["SN-1"].PublicKey);
        Assert.Equal(1, counts.Recorded);
        Assert.Equal(Enumerable.Range(1, 39).Count(i => TestKeys.Recorded(i) == TestKeys.Recorded(0)), counts.Unchanged);
    }

    [Fact]
    public async Task never_replaces_a_key_that_another_writer_records_at_the_same_time_when_strict()
    {
        var table = new MemoryDeviceTable();
        var theirs = new DeviceRecord("SN-3", TestKeys.Recorded(9), "ready", null, null, null);
        table.AfterRead = () => table.Records.TryAdd("SN-3", theirs);

        var counts = await ImportAsync(table, TestKeys.Csv(5), strict: true);

        Assert.Same(theirs, table.Records["SN-3"]);
        Assert.Equal((4, 1), (counts.Recorded, counts.RejectedBy[RejectCodes.Conflict]));
    }

    [Fact]
    public async Task leaves_a_device_s_status_and_every_other_attribute_alone_when_its_key_is_the_same()
    {
        var table = new MemoryDeviceTable();
        var blocked = new DeviceRecord("SN-1", Convert.ToBase64String(TestKeys.Der(1)), "blocked", "old", "old", "2020-01-01T00:00:00Z");
        table.Records["SN-1"] = blocked;

        var counts = await ImportAsync(table, TestKeys.Csv(3));

        Assert.Same(blocked, table.Records["SN-1"]);
        Assert.Equal((2, 1), (counts.Recorded, counts.Unchanged));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no key")]
    public async Task does_not_mend_a_record_whose_key_cannot_be_read(string? recorded)
    {
        var table = new MemoryDeviceTable();
        table.Records["SN-1"] = new("SN-1", recorded, "ready", null, null, null);

        var counts = await ImportAsync(table, TestKeys.Csv(3));

        Assert.Equal(1, counts.RejectedBy[RejectCodes.RecordedKeyUnreadable]);
        Assert.Equal(recorded, table.Records["SN-1"].PublicKey);
    }

    [Fact]
    public async Task takes_what_came_before_a_JSON_document_broke_and_goes_on_once_it_is_mended()
    {
        var lines = Enumerable.Range(0, 12).Select(i => $$"""{"device-id":"SN-{{i}}","pubkey":"{{TestKeys.Recorded(i)}}"}""").ToArray();
        var whole = "[\n" + string.Join(",\n", lines) + "\n]";
        var table = new MemoryDeviceTable();

        var broken = await Assert.ThrowsAsync<ToolException>(() => ImportAsync(table, whole.Replace("\"SN-8\",", "\"SN-8\"", StringComparison.Ordinal), name: "m.json"));
        var recordedBefore = table.Records.Count;
        var counts = await ImportAsync(table, whole, name: "m.json");

        Assert.Equal(JsonManifest.Malformed, broken.Code);
        Assert.Equal(8, recordedBefore);
        Assert.Equal((12, 0), (counts.Recorded, counts.Unchanged));
    }

    [Fact]
    public void tells_how_fast_it_goes_and_how_long_it_will_take_from_where_this_run_began()
    {
        var clock = new ManualClock();
        var pace = new ImportPace(clock, 1000);
        pace.At(new() { Recorded = 50 }, 500);
        clock.Advance(TimeSpan.FromSeconds(10));

        var progress = pace.At(new() { Recorded = 75, RejectedBy = new() { ["conflict"] = 5 } }, 750);

        Assert.Equal((0.75, 3.0, 10.0), (progress.Share, progress.EntriesPerSecond, progress.SecondsLeft));
        Assert.Equal("80 entries, 75 %, 3/s, about 00:00:10 left, 5 rejected", progress.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private ImportFiles Files => new(Path.Combine(_folder.Path, "checkpoint.json"), Path.Combine(_folder.Path, "rejects.ndjson"));

    /// <summary>One run of the import, as the command does it; a checkpoint that is there is gone on from.</summary>
    private async Task<ImportCounts> ImportAsync(MemoryDeviceTable table, string content, bool strict = false, string name = "m.csv")
    {
        var clock = new ManualClock();
        var path = _folder.Write(name, content);
        var fresh = new ImportCheckpoint { Table = "t", RegisteredAt = "2026-01-31T12:00:00Z", Mark = new(1, 0, ""), RejectsLength = 0, Counts = new() };
        var start = ImportStart.Of(Files, fresh, restart: false, force: true);
        using var journal = ImportStart.OpenJournal(Files, start, clock);
        using var manifest = ManifestFormats.Open(path, ManifestFormats.Of(path, null));
        var settings = new ImportSettings { RegisteredAt = start.RegisteredAt, Strict = strict, Parallel = 3 };
        await new DeviceImport(table, settings, journal).RunAsync(manifest, (_, _) => { }, default);
        journal.Close();
        return journal.Counts;
    }
}
