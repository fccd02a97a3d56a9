using System.Globalization;

namespace Infra.Fuzzing.Running;

/// <summary>The most memory that this process ever held, as the kernel saw it.</summary>
internal static class PeakMemory
{
    /// <summary>In bytes: VmHWM of proc_pid_status(5).</summary>
    public static long OfThisProcess()
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).TrimEnd("kB ").Trim(), NumberStyles.None, CultureInfo.InvariantCulture) << 10;
    }
}
