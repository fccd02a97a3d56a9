using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Infra.Fuzzing.Running;

/// <summary>Processor time of this thread: what other processes do does not count.</summary>
internal static partial class ProcessorTime
{
    // clock_gettime(2): CLOCK_THREAD_CPUTIME_ID of <linux/time.h>.
    private const int ThreadClock = 3;

    public static TimeSpan OfThisThread()
    {
        if (ClockGetTime(ThreadClock, out var time) != 0)
        {
            throw new Win32Exception();
        }

        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
