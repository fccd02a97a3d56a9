namespace Infra.Fuzzing.Running;

/// <summary>What no request may cost.</summary>
internal sealed record FuzzLimits
{
    /// <summary>Processor time of one answer. Default: 50 ms.</summary>
    public TimeSpan Cpu { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Memory of the whole process at its peak, in bytes. Default: 128 MiB, the least that a Lambda function can have.</summary>
    public long Memory { get; init; } = 128 << 20;

    /// <summary>What one answer may allocate, in bytes. Default: 8 MiB; so that the peak above has its culprit.</summary>
    public long Allocation { get; init; } = 8 << 20;

    /// <summary>How often a slow answer is tried again: the fastest counts, since the first also compiles code and others share the processor's caches.</summary>
    public int Tries { get; init; } = 5;
}
