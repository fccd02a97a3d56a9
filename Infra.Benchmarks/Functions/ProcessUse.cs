using System.Globalization;

namespace Infra.Benchmarks.Functions;

/// <summary>What Linux says a process has used (proc(5)): the same words for every language.</summary>
internal static class ProcessUse
{
    /// <summary>Ticks of /proc/PID/stat in a second: USER_HZ, which Linux fixes at 100 for programs.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of all threads so far.</summary>
    public static TimeSpan Cpu(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");

        // The second field, the name in parentheses, may hold anything; utime and stime are fields 14 and 15.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>The most memory it has held, in MiB.</summary>
    public static double PeakMemory(int process) =>
        Number(File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(':', ' ', '\t')[^2]) / 1024;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
