using System.Text.Json;
using Infra.Identity.Contracts;
using Infra.Tests.Lambdas;
using Infra.Tests.Pki;
using Infra.Tools.Devices.Importing;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tests.Tools.Devices;

[Collection("dynalite")]
public sealed class Provision_devices_import(Dynalite dynalite) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task records_each_device_of_a_manifest_as_the_contract_says()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var manifest = _folder.Write("m.csv", TestKeys.Csv(260));

        var run = tool.Run("import", manifest, "--sku", "widgiot", "--batch", "B-1", "--json");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal((260, 260, 0, 0), Counts(run));
        var items = await tool.ReadAsync();
        Assert.Equal(260, items.Count);
        Assert.All(items, item =>
        {
            Assert.Equal(TestKeys.Recorded(int.Parse(item.Key[3..], System.Globalization.CultureInfo.InvariantCulture)), item.Value[DeviceTable.PublicKey]);
            Assert.Equal((DeviceStatuses.Ready, "widgiot", "B-1"), (item.Value[DeviceTable.Status], item.Value[DeviceTable.Sku], item.Value[DeviceTable.Batch]));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", item.Value[DeviceTable.RegisteredAt]);
        });
        Assert.Equal(["m.csv"], FilesLeft());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task never_replaces_a_recorded_key_and_says_which_lines_would(bool strict)
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        await tool.PutAsync((DeviceTable.DeviceId, "SN-1"), (DeviceTable.PublicKey, TestKeys.Recorded(5)), (DeviceTable.Status, DeviceStatuses.Blocked));
        await tool.PutAsync((DeviceTable.DeviceId, "SN-2"), (DeviceTable.PublicKey, TestKeys.Pem(2)));
        var before = await tool.ReadAsync();
        var manifest = _folder.Write("m.csv", TestKeys.Csv(4) + "SN 4,k\n");

        string[] mode = strict ? ["--strict"] : [];
        var run = tool.Run("import", [manifest, "--json", .. mode]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal((5, 2, 1, 2), Counts(run));
        var after = await tool.ReadAsync();
        Assert.Equal(before["SN-1"], after["SN-1"]);
        Assert.Equal(before["SN-2"], after["SN-2"]);
        Assert.Equal([(3, RejectCodes.Conflict, "SN-1"), (6, RejectCodes.DeviceIdInvalid, "SN 4")], Rejects(manifest));
    }

    [Fact]
    public async Task killed_in_the_middle_and_run_again_loses_nothing_and_does_nothing_twice()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var first = TestKeys.Csv(700) + "SN 1,k\n";
        var second = "SN-0," + TestKeys.Recorded(1) + "\n" + TestKeys.CsvLines(2300, 700);
        var manifest = _folder.Write("m.csv", first + second);
        string[] args = ["import", "-", "--format", "csv", "--rejects", manifest + ".rejects.ndjson", "--checkpoint", manifest + ".checkpoint.json"];

        // The rest of the manifest never comes, so it cannot be done when it is killed; the checkpoint says that it is on its way.
        using (var process = tool.Start(args))
        {
            await process.StandardInput.WriteAsync(first);
            var recorded = 0;
            foreach (var more in second.Split('\n').SkipLast(1).Chunk(100).SkipLast(1))
            {
                await process.StandardInput.WriteAsync(string.Concat(more.Select(line => line + "\n")));
                await process.StandardInput.FlushAsync();

                // Each batch in the table before the next is sent, and a moment between: a checkpoint is written once a second, when a batch is done.
                recorded = await tool.MoreThanAsync(recorded);
                await Task.Delay(150);
                if (ImportCheckpoint.Load(manifest + ".checkpoint.json") is { Mark.Offset: > 0 }) { break; }
            }

            Assert.False(process.HasExited);
            Assert.NotEmpty(await tool.ReadAsync());
            process.Kill();
            await process.WaitForExitAsync();
        }

        var run = tool.Run("import", manifest, "--json");

        Assert.Equal(1, run.ExitCode);
        var counts = Counts(run);
        Assert.True(run.Json.GetProperty("resumedAtLine").GetInt32() > 1);
        Assert.Equal((3002, 2), (counts.Entries, counts.Rejected));
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => ($"SN-{i}", TestKeys.Recorded(i))).Order(), (await tool.ReadAsync()).Select(item => (item.Key, item.Value[DeviceTable.PublicKey])).Order());
        Assert.Equal([(702, RejectCodes.DeviceIdInvalid, "SN 1"), (703, RejectCodes.Conflict, "SN-0")], Rejects(manifest));
        Assert.False(File.Exists(manifest + ".checkpoint.json"));
    }

    [Fact]
    public async Task twice_changes_nothing_the_second_time()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var manifest = _folder.Write("m.csv", TestKeys.Csv(30));
        tool.Run("import", manifest);
        var before = await tool.ReadAsync();

        var run = tool.Run("import", manifest, "--json", "--batch", "other");

        Assert.Equal((30, 0, 30, 0), Counts(run));
        Assert.Equal(before, await tool.ReadAsync());
    }

    [Fact]
    public async Task on_trial_writes_nothing_and_tells_what_it_would_do()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        await tool.PutAsync((DeviceTable.DeviceId, "SN-1"), (DeviceTable.PublicKey, TestKeys.Recorded(5)));
        var manifest = _folder.Write("m.csv", TestKeys.Csv(4));

        var run = tool.Run("import", manifest, "--dry-run", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal((4, 3, 0, 1), Counts(run));
        Assert.Single(await tool.ReadAsync());
        Assert.Equal(["m.csv"], FilesLeft());
    }

    [Fact]
    public async Task takes_its_own_export_as_it_is_in_every_format()
    {
        var one = await DeviceTool.CreateAsync(dynalite);
        one.Run("import", _folder.Write("m.csv", TestKeys.Csv(30)), "--sku", "widgiot", "--batch", "a, \"b\"");
        one.Run("block", "SN-3");
        await one.PutAsync((DeviceTable.DeviceId, "SN-99"), (DeviceTable.PublicKey, TestKeys.Recorded(3)), (DeviceTable.Status, "ready"), (DeviceTable.RegisteredAt, "2020-01-01T00:00:00Z"));

        foreach (var name in new[] { "export.csv", "export.ndjson" })
        {
            var path = Path.Combine(_folder.Path, name);
            var other = await DeviceTool.CreateAsync(dynalite);
            Assert.Equal(0, one.Run("export", path).ExitCode);
            Assert.Equal(0, other.Run("import", path).ExitCode);
            Assert.Equal(await one.ReadAsync(), await other.ReadAsync());
        }
    }

    [Fact]
    public async Task takes_a_folder_of_keys_and_the_items_of_the_seed_s_loader()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var keys = Directory.CreateDirectory(Path.Combine(_folder.Path, "keys")).FullName;
        File.WriteAllText(Path.Combine(keys, "SN-1.pub"), TestKeys.Pem(1));
        var items = _folder.Write("items.json", $$"""{ "some-table": [ { "PutRequest": { "Item": { "device-id": { "S": "SN-2" }, "pubkey": { "S": "{{TestKeys.Recorded(2)}}" } } } } ] }""");

        Assert.Equal(0, tool.Run("import", keys).ExitCode);
        Assert.Equal(0, tool.Run("import", items).ExitCode);

        Assert.Equal([("SN-1", TestKeys.Recorded(1)), ("SN-2", TestKeys.Recorded(2))], (await tool.ReadAsync()).Select(item => (item.Key, item.Value[DeviceTable.PublicKey])));
        Assert.True(File.Exists(Path.Combine(keys, "SN-1.pub")));
    }

    [Fact]
    public async Task replaces_no_reject_file_unless_forced()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var manifest = _folder.Write("m.csv", TestKeys.Csv(2) + "SN 1,k\n");
        _folder.Write("m.csv.rejects.ndjson", "mine\n");

        var refused = tool.Run("import", manifest, "--json");
        var before = File.ReadAllText(manifest + ".rejects.ndjson");
        var forced = tool.Run("import", manifest, "--force");

        Assert.Equal((3, "file-exists", "mine\n"), (refused.ExitCode, refused.Json.GetProperty("error").GetString(), before));
        Assert.Equal(1, forced.ExitCode);
        Assert.Equal([(4, RejectCodes.DeviceIdInvalid, "SN 1")], Rejects(manifest));
    }

    [Fact]
    public async Task stops_where_AWS_fails_and_says_how_to_go_on()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var manifest = _folder.Write("m.csv", TestKeys.Csv(2));

        var run = ToolRun.Of(DeviceTool.Aws, "", "devices", "import", manifest, "--table", "no-such-table", "--endpoint-url", tool.Endpoint);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("the import stopped at line 1 [aws-resource-not-found]", run.Error, StringComparison.Ordinal);
        Assert.Contains("the same command goes on from there", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task goes_on_only_with_what_it_began_with()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        var manifest = _folder.Write("m.csv", TestKeys.Csv(2));
        ToolRun.Of(DeviceTool.Aws, "", "devices", "import", manifest, "--table", "no-such-table", "--endpoint-url", tool.Endpoint);

        var other = tool.Run("import", manifest, "--json");
        var anew = tool.Run("import", manifest, "--restart");

        Assert.Equal((3, "checkpoint-mismatch"), (other.ExitCode, other.Json.GetProperty("error").GetString()));
        Assert.Equal(0, anew.ExitCode);
        Assert.Equal(["m.csv"], FilesLeft());
    }

    [Theory]
    [InlineData("import", "m.csv")]
    [InlineData("import", "m.csv", "--sku", "Not A Sku")]
    [InlineData("import", "m.csv", "--table", "t", "--parallel", "0")]
    [InlineData("import", "m.xlsx", "--table", "t")]
    [InlineData("import", "-", "--format", "csv", "--table", "t")]
    [InlineData("export", "all.xlsx", "--table", "t")]
    [InlineData("show", "SN-1", "--table", "t", "--endpoint-url", "localhost")]
    [InlineData("block", "--table", "t")]
    public void ends_with_code_2_when_the_command_line_makes_no_sense(params string[] args) =>
        Assert.Equal(2, ToolRun.Of(DeviceTool.Aws, "", ["devices", .. args]).ExitCode);

    public void Dispose() => _folder.Dispose();

    private static (int Entries, int Recorded, int Unchanged, int Rejected) Counts(ToolRun run) =>
        (run.Json.GetProperty("entries").GetInt32(), run.Json.GetProperty("recorded").GetInt32(), run.Json.GetProperty("unchanged").GetInt32(), run.Json.GetProperty("rejected").GetInt32());

    private static (int, string, string)[] Rejects(string manifest) =>
        [.. File.ReadLines(manifest + ".rejects.ndjson").Select(line => JsonDocument.Parse(line).RootElement)
            .Select(reject => (reject.GetProperty("line").GetInt32(), reject.GetProperty("code").GetString()!, reject.GetProperty("deviceId").GetString()!))];

    private IEnumerable<string?> FilesLeft() => Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
