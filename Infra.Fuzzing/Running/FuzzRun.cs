using Infra.Fuzzing.Requests;

namespace Infra.Fuzzing.Running;

/// <summary>A run: hostile requests, one after another, until enough.</summary>
internal static class FuzzRun
{
    private const int BetweenLooksAtMemory = 256;

    /// <summary>Runs until <paramref name="enough"/> says so.</summary>
    public static FuzzReport Run(HostileRequests requests, Examiner examiner, FuzzLimits limits, Func<FuzzReport, bool> enough, Func<long> peakMemory)
    {
        var report = new FuzzReport();
        while (!enough(report))
        {
            var (@event, story) = requests.Next();
            var seen = examiner.Examine(@event, report.Slowest?.Cpu ?? default);
            report.Add(seen);
            var fault = seen.Fault;
            if (fault is null && report.Executions % BetweenLooksAtMemory == 0 && peakMemory() is var peak && peak > limits.Memory)
            {
                fault = new FuzzFault(FuzzFault.Greedy, $"the process holds {peak} bytes, at most {limits.Memory}; the request is the last one, not surely the cause");
            }

            if (fault is not null && !report.Findings.Exists(finding => finding.Fault.Code == fault.Code))
            {
                report.Findings.Add(new FuzzFinding(fault, @event, story));
            }
        }

        return report;
    }
}
