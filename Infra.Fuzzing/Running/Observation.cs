namespace Infra.Fuzzing.Running;

/// <summary>What one request did.</summary>
/// <param name="Outcome">The authorizer's code, as in its log.</param>
/// <param name="Cpu">Processor time of the answer.</param>
/// <param name="Allocated">Bytes allocated for it.</param>
/// <param name="Fault">What must not be; null if all is well.</param>
internal sealed record Observation(string Outcome, TimeSpan Cpu, long Allocated, FuzzFault? Fault);

/// <summary>What must not be.</summary>
/// <param name="Code">Stable: the name of a saved input begins with it.</param>
/// <param name="Detail">What was seen, and the limit.</param>
internal sealed record FuzzFault(string Code, string Detail)
{
    public const string Unhandled = "unhandled-exception";
    public const string Slow = "too-slow";
    public const string Greedy = "too-much-memory";
    public const string WronglyAdmitted = "wrongly-admitted";
    public const string WronglyRefused = "refusal-names-somebody";
}
