namespace Infra.Benchmarks.Functions;

/// <summary>What is measured.</summary>
internal static class Candidates
{
    /// <summary>The functions as published, the native build first, then what the command line names.</summary>
    public static IReadOnlyList<Candidate> With(IEnumerable<string> baselines) =>
    [
        new("functions, net9.0 native", Quote(Repository.PathOf("artifacts", "functions-net9.0", "bootstrap"))),
        new("functions, as packaged", Quote(Repository.PathOf("artifacts", "functions", "bootstrap"))),
        .. baselines.Select((command, index) => new Candidate($"baseline {index + 1}", command)),
    ];

    private static string Quote(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
