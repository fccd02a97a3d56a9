namespace Infra.Benchmarks;

/// <summary>The middle one: what a single slow round does not move.</summary>
internal static class Median
{
    public static T Of<T>(IReadOnlyCollection<T> values) => values.Order().ElementAt(values.Count / 2);
}
