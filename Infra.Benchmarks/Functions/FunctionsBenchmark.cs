using Infra.Benchmarks.Import;

namespace Infra.Benchmarks.Functions;

/// <summary>
/// The authorizer beside other programs that do its work and beside the floors of that work. All take turns within one run, so what else the
/// machine does hits all alike; what is reported are ratios of medians.
/// </summary>
internal static class FunctionsBenchmark
{
    private const string Table = "bench-devices";

    /// <summary>Events before the warm ones count: the JIT's second compilation, connection pools, allocators.</summary>
    private const int WarmUp = 100;

    public static async Task<int> RunAsync(IReadOnlyList<Candidate> candidates, int starts, int requests, string output, CancellationToken cancellationToken)
    {
        using var dynalite = Dynalite.Start(Repository.PathOf("Infra.Local", "node"));
        await dynalite.CreateTableAsync(Table, cancellationToken);
        BenchDevice[] devices = [BenchDevice.Ec(), BenchDevice.Rsa()];
        foreach (var device in devices) { await device.RecordAsync(dynalite.Client, Table, cancellationToken); }

        var dynamoDb = dynalite.Client.Config.ServiceURL.TrimEnd('/');
        using var recorded = new RecordedTable(dynamoDb);
        var floors = new Floors(Repository.PathOf("artifacts", "bench", "floors"), dynamoDb, Table);
        var hello = new List<TimeSpan>();
        var runs = candidates.Select(candidate => new CandidateRun(candidate)).ToArray();
        for (var start = 0; start < starts; start++)
        {
            hello.Add(floors.Hello());
            foreach (var run in runs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await using var function = RunningFunction.Start(run.Candidate, recorded.Address, Table);
                run.AddStart(await function.FirstAsync(devices[start % devices.Length].Event()));
            }
        }

        var kinds = new List<KindResult>();
        foreach (var device in devices)
        {
            var (getItem, verify) = floors.Request(device, requests);
            foreach (var run in runs) { run.Add(device.Kind, await WarmAsync(run.Candidate, device)); }
            kinds.Add(new(device.Kind, getItem, verify, floors.RawVerify(device)));
        }

        var result = new FunctionsResult(Median.Of(hello), kinds, runs);
        ResultFile.Write(output, "functions", result.ToJson());
        FunctionsTable.Write(Console.Out, result);
        return 0;

        async Task<WarmResult> WarmAsync(Candidate candidate, BenchDevice device)
        {
            await using var function = RunningFunction.Start(candidate, dynamoDb, Table);
            var @event = device.Event();
            await function.FirstAsync(@event);
            for (var request = 0; request < WarmUp; request++) { await function.NextAsync(@event); }
            var cpu = ProcessUse.Cpu(function.ProcessId);
            var latencies = new List<TimeSpan>();
            for (var request = 0; request < requests; request++) { latencies.Add(await function.NextAsync(@event)); }
            return new(Median.Of(latencies), (ProcessUse.Cpu(function.ProcessId) - cpu) / requests, ProcessUse.PeakMemory(function.ProcessId));
        }
    }
}
