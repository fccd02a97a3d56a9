namespace Infra.Benchmarks.Functions;

/// <summary>What a candidate gave, key kind by key kind, once warm.</summary>
internal sealed record WarmResult(TimeSpan Latency, TimeSpan Cpu, double PeakMemoryMiB);

/// <summary>The floors of a request for one key kind: CPU each.</summary>
internal sealed record KindResult(string Kind, TimeSpan GetItem, TimeSpan ParseAndVerify, TimeSpan RawVerify)
{
    public TimeSpan Floor => GetItem + ParseAndVerify;
}

/// <summary>All measurements of one candidate.</summary>
internal sealed class CandidateRun(Candidate candidate)
{
    private readonly List<TimeSpan> _asked = [];
    private readonly List<TimeSpan> _answered = [];

    public Candidate Candidate => candidate;

    public Dictionary<string, WarmResult> Warm { get; } = [];

    /// <summary>From the process's start to its asking for the first event: the part that Lambda calls init.</summary>
    public TimeSpan Init => Median.Of(_asked);

    /// <summary>From the process's start to its first answer.</summary>
    public TimeSpan ColdStart => Median.Of(_answered);

    public double PeakMemoryMiB => Warm.Values.Max(warm => warm.PeakMemoryMiB);

    public void AddStart((TimeSpan Asked, TimeSpan Answered) start)
    {
        _asked.Add(start.Asked);
        _answered.Add(start.Answered);
    }

    public void Add(string kind, WarmResult warm) => Warm[kind] = warm;
}

/// <summary>One run of the benchmark. The first candidate is what the others are compared with.</summary>
internal sealed record FunctionsResult(TimeSpan Hello, IReadOnlyList<KindResult> Kinds, IReadOnlyList<CandidateRun> Runs)
{
    /// <summary>Ratios of one candidate.</summary>
    public CandidateRatios RatiosOf(CandidateRun run)
    {
        var first = Runs[0];
        return new(
            run.Candidate.Name,
            Ratio(run.ColdStart, Hello),
            Ratio(run.ColdStart, first.ColdStart),
            Ratio(run.Init, run.ColdStart),
            [.. Kinds.Select(kind => new KindRatios(
                kind.Kind,
                Ratio(run.Warm[kind.Kind].Latency, first.Warm[kind.Kind].Latency),
                Ratio(run.Warm[kind.Kind].Cpu, kind.Floor),
                Ratio(run.Warm[kind.Kind].Cpu, first.Warm[kind.Kind].Cpu)))],
            Math.Round(run.PeakMemoryMiB, 1));
    }

    /// <summary>The ratios, and where a request's CPU goes: shares of the first candidate's.</summary>
    public object ToJson() => new
    {
        ComparedWith = Runs[0].Candidate.Name,
        Candidates = Runs.Select(RatiosOf),
        SharesOfARequest = Kinds.Select(SharesOf),
        SharesOfAColdStart = Runs.Select(SharesOf),
    };

    /// <summary>Where the time of a candidate's cold start goes, seen from outside.</summary>
    public StartShares SharesOf(CandidateRun run) => new(
        run.Candidate.Name,
        Ratio(Hello, run.ColdStart),
        Ratio(run.Init - Hello, run.ColdStart),
        Ratio(run.ColdStart - run.Init, run.ColdStart),
        Ratio(run.Warm.Values.Select(warm => warm.Latency).Min(), run.ColdStart));

    /// <summary>Where the CPU of the first candidate's requests goes.</summary>
    public RequestShares SharesOf(KindResult kind)
    {
        var cpu = Runs[0].Warm[kind.Kind].Cpu;
        return new(kind.Kind, Ratio(kind.GetItem, cpu), Ratio(kind.ParseAndVerify, cpu), Ratio(kind.RawVerify, cpu), Ratio(cpu - kind.Floor, cpu));
    }

    private static double Ratio(TimeSpan part, TimeSpan whole) => Math.Round(part / whole, 2);
}

/// <summary>One candidate in ratios: to a native hello world, to the first candidate, to the floor of a request.</summary>
internal sealed record CandidateRatios(
    string Name, double ColdStartToHello, double ColdStartToFirst, double InitShareOfColdStart, IReadOnlyList<KindRatios> Warm, double PeakMemoryMiB);

/// <summary>One candidate's warm requests with one kind of key.</summary>
internal sealed record KindRatios(string Kind, double LatencyToFirst, double CpuToFloor, double CpuToFirst);

/// <summary>Shares of a request's CPU. The raw verification is a part of parse and verify; the rest is runtime client, JSON, log and our rules.</summary>
internal sealed record RequestShares(string Kind, double GetItem, double ParseAndVerify, double RawVerify, double Rest);

/// <summary>
/// Shares of a cold start: what a native hello world takes, from there to the question for the first event, and that event. What a warm event takes is a part of the
/// last; the rest of it is what is used for the first time: the way to DynamoDB, and the verification if it was not warmed up beside.
/// </summary>
internal sealed record StartShares(string Name, double Hello, double UntilItAsks, double FirstEvent, double WarmEvent);
