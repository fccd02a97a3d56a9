using System.Diagnostics;
using System.Text.Json.Nodes;
using Infra.Provider;
using Infra.Tests.Support;

namespace Infra.Tests.Provider.Grpc;

/// <summary>The built provider in a process of its own, as the engine starts it, reached over gRPC by a client that is not ours.</summary>
internal sealed class ProcessWire : IProviderWire
{
    private readonly Process _provider;
    private readonly Process _bridge;
    private readonly Task<string> _diagnostics;

    private ProcessWire(Process provider, Process bridge, Task<string> diagnostics) => (_provider, _bridge, _diagnostics) = (provider, bridge, diagnostics);

    public static async Task<ProcessWire> StartAsync(IReadOnlyDictionary<string, string> environment)
    {
        // The engine's address comes last; the provider uses it for nothing before it logs.
        var provider = Start("dotnet", [BuiltProvider(), "127.0.0.1:1"], environment);
        var diagnostics = provider.StandardError.ReadToEndAsync();
        var port = await provider.StandardOutput.ReadLineAsync();
        Assert.True(ushort.TryParse(port, out _), $"the first line is '{port}', not a port");
        var bridge = Start("node", [Repository.PathOf("Infra.Tests/Provider/grpc/bridge.cjs"), port!], new Dictionary<string, string>());
        return new ProcessWire(provider, bridge, diagnostics);
    }

    /// <summary>From its own output folder, as the engine runs it: the copy beside the tests lies among the tests' versions of its dependencies.</summary>
    private static string BuiltProvider()
    {
        var copy = typeof(ProvisioningProvider).Assembly.Location;
        var output = Path.GetRelativePath(Repository.PathOf("Infra.Tests"), Path.GetDirectoryName(copy)!);
        var own = Repository.PathOf("Infra.Provider", output, Path.GetFileName(copy));
        return File.Exists(own) ? own : copy;
    }

    public async Task<JsonObject> CallAsync(string verb, JsonObject request)
    {
        await _bridge.StandardInput.WriteLineAsync(new JsonObject { ["verb"] = verb, ["request"] = request.DeepClone() }.ToJsonString());
        var line = await _bridge.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await _bridge.StandardError.ReadToEndAsync());
        var reply = JsonNode.Parse(line)!.AsObject();
        return reply["answer"]?.AsObject() ?? throw new VerbFailedException((string)reply["error"]!);
    }

    /// <summary>Cancels as the engine does, ends both processes, and hands out what the provider printed beside its port.</summary>
    public async Task<string> EndAsync()
    {
        await CallAsync("cancel", []);
        _bridge.StandardInput.Close();
        await _bridge.WaitForExitAsync();
        _provider.Kill();
        await _provider.WaitForExitAsync();
        return await _provider.StandardOutput.ReadToEndAsync() + await _diagnostics;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _bridge, _provider })
        {
            if (!process.HasExited) { process.Kill(); }
            process.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) { start.Environment[name] = value; }
        return Process.Start(start)!;
    }
}
