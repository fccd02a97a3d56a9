using System.Reflection;

namespace Infra.Fuzzing;

/// <summary>Where this checkout is: stamped into the assembly by MSBuild.</summary>
internal static class Repository
{
    private static readonly string _root =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepoRoot").Value!;

    /// <summary>The bad requests, each with its story.</summary>
    public static string Corpus => Path.Combine(_root, "Infra.Tests", "testdata", "csrs");
}
