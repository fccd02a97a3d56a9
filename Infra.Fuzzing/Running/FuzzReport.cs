namespace Infra.Fuzzing.Running;

/// <summary>What a run saw.</summary>
internal sealed class FuzzReport
{
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>How many requests were answered.</summary>
    public int Executions { get; private set; }

    /// <summary>How often each outcome was seen.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <summary>The answer that took the most processor time.</summary>
    public Observation? Slowest { get; private set; }

    /// <summary>The answer that allocated the most.</summary>
    public Observation? Greediest { get; private set; }

    /// <summary>What must not be: the first of each code.</summary>
    public List<FuzzFinding> Findings { get; } = [];

    public void Add(Observation seen)
    {
        Executions++;
        _outcomes[seen.Outcome] = _outcomes.GetValueOrDefault(seen.Outcome) + 1;
        Slowest = Slowest is null || seen.Cpu > Slowest.Cpu ? seen : Slowest;
        Greediest = Greediest is null || seen.Allocated > Greediest.Allocated ? seen : Greediest;
    }
}
