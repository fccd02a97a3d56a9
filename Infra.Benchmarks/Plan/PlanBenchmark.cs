using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Infra.Benchmarks.Plan;

/// <summary>
/// What the plan costs (the program, without Pulumi's engine and AWS) for product lines of 1, 10 and 30 regions, and whether that grows as the regions do.
/// The sizes take turns, and medians are compared: processor time first, which others on the machine hardly move.
/// </summary>
internal static class PlanBenchmark
{
    /// <summary>Three times the regions may cost this many times as much.</summary>
    private const double MostGrowth = 3.3;

    private static readonly ImmutableArray<ProductLine> Sizes = [new(1), new(10), new(30)];

    public static async Task<int> RunAsync(int rounds, string output, TextWriter console, CancellationToken cancellationToken)
    {
        // The first plan compiles the program and reads its types.
        foreach (var size in Sizes) { await size.PlanAsync(); }

        var costs = Sizes.ToDictionary(size => size.Regions, _ => new List<PlanCost>());
        for (var round = 0; round < rounds; round++)
        {
            // Who goes first changes.
            for (var turn = 0; turn < Sizes.Length; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var size = Sizes[(round + turn) % Sizes.Length];
                costs[size.Regions].Add(await MeasureAsync(size));
            }
        }

        var rows = Sizes.Select(size => PlanRow.Of(size.Regions, costs[size.Regions])).ToImmutableArray();
        var (ten, thirty) = (rows[1], rows[2]);
        var result = new PlanResult(
            rounds, Environment.ProcessorCount, rows,
            Math.Round(thirty.ProcessorMilliseconds / ten.ProcessorMilliseconds, 2),
            Math.Round(thirty.Milliseconds / ten.Milliseconds, 2),
            Math.Round(thirty.AllocatedMiB / ten.AllocatedMiB, 2),
            MostGrowth);
        ResultFile.Write(output, "plan", result);
        Write(console, result);
        return 0;
    }

    /// <summary>After a collection, so that no plan pays for another's garbage.</summary>
    private static async Task<PlanCost> MeasureAsync(ProductLine size)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (allocated, processor, clock) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var resources = await size.PlanAsync();
        return new(resources, clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static void Write(TextWriter console, PlanResult result)
    {
        console.WriteLine("regions  resources        time   processor   allocated   per region");
        foreach (var row in result.Sizes)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Regions,7}  {row.Resources,9}  {row.Milliseconds,7:N0} ms  {row.ProcessorMilliseconds,7:N0} ms  {row.AllocatedMiB,6:N1} MiB   {row.Milliseconds / row.Regions:N1} ms, {row.AllocatedMiB / row.Regions:N2} MiB"));
        }
        console.WriteLine();
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"plan: 30 regions cost {result.ProcessorGrowth:0.00}x the processor time ({result.TimeGrowth:0.00}x by the clock) and {result.MemoryGrowth:0.00}x the memory of 10; target: at most {result.MostGrowth}x ({result.Rounds} rounds, {result.Cores} cores)"));
    }

    private sealed record PlanCost(int Resources, double Milliseconds, double ProcessorMilliseconds, long AllocatedBytes);

    /// <summary>One size, by the medians of its rounds.</summary>
    private sealed record PlanRow(int Regions, int Resources, double Milliseconds, double ProcessorMilliseconds, double AllocatedMiB)
    {
        public static PlanRow Of(int regions, IReadOnlyCollection<PlanCost> costs) => new(
            regions,
            costs.First().Resources,
            Math.Round(Median.Of([.. costs.Select(cost => cost.Milliseconds)]), 1),
            Math.Round(Median.Of([.. costs.Select(cost => cost.ProcessorMilliseconds)]), 1),
            Math.Round(Median.Of([.. costs.Select(cost => (double)cost.AllocatedBytes)]) / (1 << 20), 2));
    }

    private sealed record PlanResult(int Rounds, int Cores, ImmutableArray<PlanRow> Sizes, double ProcessorGrowth, double TimeGrowth, double MemoryGrowth, double MostGrowth);
}
