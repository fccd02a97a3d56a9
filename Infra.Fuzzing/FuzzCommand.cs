using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Infra.Fuzzing.Requests;
using Infra.Fuzzing.Running;

namespace Infra.Fuzzing;

/// <summary>What <c>./infra fuzz</c> does.</summary>
internal static class FuzzCommand
{
    /// <summary>Runs for some seconds; 0 if nothing was found, 1 if something was.</summary>
    public static int Run(int seconds, int? wantedSeed, string? corpus, string findings, TextWriter output)
    {
        var seed = wantedSeed ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        List<SeedRequest> seeds = [.. SeedRequest.Good(), .. SeedRequest.InFolder(Repository.Corpus), .. corpus is null ? [] : SeedRequest.InFolder(corpus)];
        var limits = new FuzzLimits();
        output.WriteLine($"{seeds.Count} seeds, {seconds} s, --seed {seed}");

        var clock = Stopwatch.StartNew();
        using var examiner = new Examiner(new SeedRegistry(seeds), limits);
        var report = FuzzRun.Run(
            new HostileRequests(seeds, new Random(seed)),
            examiner,
            limits,
            _ => clock.Elapsed.TotalSeconds >= seconds,
            PeakMemory.OfThisProcess);
        Write(report, clock.Elapsed, output);
        foreach (var finding in report.Findings)
        {
            output.WriteLine($"found: {finding.Fault.Code}: {finding.Fault.Detail}");
            output.WriteLine($"  made of: {finding.Story}");
            output.WriteLine($"  again: ./infra fuzz --replay {finding.SaveIn(findings)}");
        }

        return report.Findings.Count == 0 ? 0 : 1;
    }

    /// <summary>Sends one saved request; 0 if all is well by now, 1 if not, 2 if the file holds no request.</summary>
    public static int Replay(string file, TextWriter output, TextWriter error)
    {
        try
        {
            using var examiner = new Examiner(new SeedRegistry(SeedRequest.Good()), new FuzzLimits());
            var seen = examiner.Examine(FuzzFinding.Load(file));
            output.WriteLine($"{seen.Outcome}: {seen.Cpu.TotalMilliseconds:0.0} ms of processor time, {seen.Allocated >> 10} KiB allocated");
            if (seen.Fault is { } fault)
            {
                output.WriteLine($"found: {fault.Code}: {fault.Detail}");
            }

            return seen.Fault is null ? 0 : 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            error.WriteLine($"infra: error: '{file}' is no saved request: {exception.Message}");
            return 2;
        }
    }

    private static void Write(FuzzReport report, TimeSpan took, TextWriter output)
    {
        output.WriteLine($"{report.Executions} requests, {report.Executions / took.TotalSeconds:0} per second");
        foreach (var (outcome, count) in report.Outcomes.OrderByDescending(outcome => outcome.Value))
        {
            output.WriteLine($"  {count,9} {outcome}");
        }

        if (report is { Slowest: { } slowest, Greediest: { } greediest })
        {
            output.WriteLine($"slowest: {slowest.Cpu.TotalMilliseconds:0.0} ms of processor time ({slowest.Outcome})");
            output.WriteLine($"greediest: {greediest.Allocated >> 10} KiB allocated ({greediest.Outcome})");
            output.WriteLine($"peak memory of the process: {PeakMemory.OfThisProcess() >> 20} MiB");
        }
    }
}
