namespace Infra.Devices;

/// <summary>
/// How often a device tries to connect, and how long it waits in between. The defaults suit a gateway on this machine; towards AWS a device waits
/// 3 to 5 s after the first drop, while JITP runs.
/// </summary>
public sealed record BackOff
{
    /// <summary>Default: 6.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The first wait. Default: 50 ms.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>No wait is longer. Default: 2 s.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The wait after the given attempt (from 1): each twice the one before.</summary>
    public TimeSpan After(int attempt) => TimeSpan.FromTicks((long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, attempt - 1)));
}
