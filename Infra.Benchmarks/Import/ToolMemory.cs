using System.Diagnostics;

namespace Infra.Benchmarks.Import;

/// <summary>The most memory that the tool held while it imported so many keys (peak resident set).</summary>
internal sealed record PeakMemory(int Keys, long PeakMiB);

/// <summary>The memory of <c>provision devices import</c> as people run it: a process of its own for each size of manifest.</summary>
internal static class ToolMemory
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    public static async Task<IReadOnlyList<PeakMemory>> OfAsync(Dynalite dynalite, string folder, IReadOnlyList<int> sizes, CancellationToken cancellationToken)
    {
        var peaks = new List<PeakMemory>();
        foreach (var keys in sizes)
        {
            var manifest = Path.Combine(folder, $"memory-{keys}.ndjson");
            BenchManifest.Write(manifest, ..keys);
            var table = $"memory-{keys}";
            await dynalite.CreateTableAsync(table, cancellationToken);
            peaks.Add(new(keys, await PeakAsync(manifest, table, dynalite.Address, cancellationToken) >> 20));
            await dynalite.Client.DeleteTableAsync(table, cancellationToken);
            File.Delete(manifest);
        }

        return peaks;
    }

    private static async Task<long> PeakAsync(string manifest, string table, string endpoint, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "provision.dll"), "devices", "import", manifest, "--table", table, "--endpoint-url", endpoint, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"], start.Environment["AWS_REGION"]) = ("bench", "bench", "us-east-1");
        using var tool = Process.Start(start)!;
        var said = Task.WhenAll(tool.StandardOutput.ReadToEndAsync(cancellationToken), tool.StandardError.ReadToEndAsync(cancellationToken));
        var peak = 0L;
        try
        {
            while (!tool.HasExited)
            {
                tool.Refresh();
                if (!tool.HasExited) { peak = Math.Max(peak, tool.PeakWorkingSet64); }
                await Task.Delay(_interval, cancellationToken);
            }
        }
        finally
        {
            if (!tool.HasExited) { tool.Kill(); }
        }

        return tool.ExitCode == 0 ? peak : throw new BenchmarkException($"provision devices import ended with {tool.ExitCode}: {string.Join(' ', await said).Trim()}");
    }
}
