using System.Globalization;
using Infra.Local.Gateway;
using Infra.Tests.Local.Gateway;

namespace Infra.Tests.Tools.Device;

public sealed class Provision_device_publish
{
    [Fact]
    public async Task reaches_the_gateway_as_the_device()
    {
        var published = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var world = await GatewayWorld.StartAsync(new()
        {
            Publish = (session, topic) =>
            {
                published.Enqueue($"{session.ClientId} {topic}");
                return true;
            },
        });
        var run = await RunAsync(world, "publish", "--topic", "widgiot/SN-1/hello", "--message", "hi", "--json");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(1, run.Json.GetProperty("attempts").GetInt32());
        Assert.Equal(["SN-1 widgiot/SN-1/hello"], published);
    }

    [Fact]
    public async Task connects_and_says_at_which_attempt()
    {
        await using var world = await GatewayWorld.StartAsync(new());

        var run = await RunAsync(world, "connect");

        Assert.StartsWith("connected: SN-1 at " + DeviceGateway.HostName, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void says_which_file_is_missing_and_who_makes_it()
    {
        var run = ToolRun.Of("device", "connect", "--id", "SN-1", "--device", "/does/not/exist", "--endpoint", "localhost", "--server-root", "/does/not/exist", "--json");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("provision device enroll", run.Json.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    private static Task<ToolRun> RunAsync(GatewayWorld world, string command, params string[] more)
    {
        var files = world.Files("SN-1");
        var folder = Path.Combine(Path.GetDirectoryName(files.CertificatePath)!, "device");
        Directory.CreateDirectory(folder);
        File.Copy(files.CertificatePath, Path.Combine(folder, "device.crt"));
        File.Copy(files.KeyPath, Path.Combine(folder, "device.key"));
        var endpoint = string.Create(CultureInfo.InvariantCulture, $"{DeviceGateway.HostName}:{world.Gateway.Port}");
        return Task.Run(() => ToolRun.Of(["device", command, "--id", "SN-1", "--device", folder, "--endpoint", endpoint, "--server-root", files.RootPath, .. more]));
    }
}
