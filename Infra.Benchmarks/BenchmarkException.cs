namespace Infra.Benchmarks;

/// <summary>Something under measurement did not do what it is measured at.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
