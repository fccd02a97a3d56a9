namespace Infra.Benchmarks.Functions;

/// <summary>What is measured.</summary>
internal static class Candidates
{
    /// <summary>The functions as published, the native build first, then what the command line names.</summary>
    public static IReadOnlyList<Candidate> With(IEnumerable<string> baselines) =>
    [
        new("functions, net9.0 native", Repository.PathOf("artifacts", "functions-net9.0", "bootstrap")),
        new("functions, as packaged", Repository.PathOf("artifacts", "functions", "bootstrap")),
        .. baselines.Select((command, index) => Candidate.Shell($"baseline {index + 1}", command)),
    ];
}
