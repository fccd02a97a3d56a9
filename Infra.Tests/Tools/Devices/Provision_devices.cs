using Infra.Identity.Contracts;
using Infra.Tests.Lambdas;
using Infra.Tests.Pki;

namespace Infra.Tests.Tools.Devices;

[Collection("dynalite")]
public sealed class Provision_devices(Dynalite dynalite) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task blocks_and_unblocks_devices_and_touches_nothing_else_of_them()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        await tool.PutAsync((DeviceTable.DeviceId, "SN-1"), (DeviceTable.PublicKey, TestKeys.Recorded(1)), (DeviceTable.Batch, "B"));

        Assert.Equal(0, tool.Run("block", "SN-1").ExitCode);
        var blocked = (await tool.ReadAsync())["SN-1"];
        Assert.Equal(0, tool.Run("unblock", "SN-1").ExitCode);
        var unblocked = (await tool.ReadAsync())["SN-1"];

        Assert.Equal(new() { ["pubkey"] = TestKeys.Recorded(1), ["batch"] = "B", ["status"] = "blocked" }, blocked);
        Assert.Equal(new() { ["pubkey"] = TestKeys.Recorded(1), ["batch"] = "B", ["status"] = "ready" }, unblocked);
    }

    [Fact]
    public async Task makes_no_record_of_a_device_that_it_cannot_block()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        await tool.PutAsync((DeviceTable.DeviceId, "SN-1"), (DeviceTable.PublicKey, TestKeys.Recorded(1)));

        var run = tool.Run("block", "SN-2", "SN-1", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal([("SN-2", "device-unknown"), ("SN-1", null)], run.Json.GetProperty("devices").EnumerateArray()
            .Select(change => (change.GetProperty("deviceId").GetString(), change.TryGetProperty("error", out var error) ? error.GetString() : null)));
        Assert.Equal(["SN-1"], (await tool.ReadAsync()).Keys);
    }

    [Fact]
    public async Task changes_nothing_when_one_of_several_ids_is_none()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        await tool.PutAsync((DeviceTable.DeviceId, "SN-1"), (DeviceTable.PublicKey, TestKeys.Recorded(1)));

        var run = tool.Run("block", "SN-1", "SN 2", "--json");

        Assert.Equal((1, "device-id-invalid"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.False((await tool.ReadAsync())["SN-1"].ContainsKey(DeviceTable.Status));
    }

    [Fact]
    public async Task shows_a_device_and_reads_a_missing_status_as_the_authorizer_does()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        await tool.PutAsync((DeviceTable.DeviceId, "SN-1"), (DeviceTable.PublicKey, TestKeys.Recorded(1)));
        await tool.PutAsync((DeviceTable.DeviceId, "SN-2"), (DeviceTable.PublicKey, "no key"), (DeviceTable.Status, "blocked"));

        var good = tool.Run("show", "SN-1", "--json");
        var bad = tool.Run("show", "SN-2");
        var none = tool.Run("show", "SN-3", "--json");

        Assert.Equal(("ready", "P256"), (good.Json.GetProperty("status").GetString(), good.Json.GetProperty("keyKind").GetString()));
        Assert.StartsWith("SN-2: blocked", bad.Output, StringComparison.Ordinal);
        Assert.Contains("cannot be read; the authorizer refuses this device", bad.Output, StringComparison.Ordinal);
        Assert.Equal((1, "device-unknown"), (none.ExitCode, none.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task exports_whole_files_and_replaces_none_unless_forced()
    {
        var tool = await DeviceTool.CreateAsync(dynalite);
        await tool.PutAsync((DeviceTable.DeviceId, "SN-1"), (DeviceTable.PublicKey, TestKeys.Recorded(1)));
        var path = _folder.Write("all.csv", "mine");

        var refused = tool.Run("export", path, "--json");
        var before = File.ReadAllText(path);
        var forced = tool.Run("export", path, "--force", "--json");
        var shown = tool.Run("export", "-");

        Assert.Equal((3, "file-exists", "mine"), (refused.ExitCode, refused.Json.GetProperty("error").GetString(), before));
        Assert.Equal(1, forced.Json.GetProperty("devices").GetInt32());
        Assert.Equal($"device-id,pubkey,status,sku,batch,registered-at\nSN-1,{TestKeys.Recorded(1)},,,,\n", File.ReadAllText(path));
        Assert.Equal($$"""{"device-id":"SN-1","pubkey":"{{TestKeys.Recorded(1)}}"}""" + "\n", shown.Output);
        Assert.Equal(["all.csv"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();
}
