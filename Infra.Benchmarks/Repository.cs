using System.Reflection;

namespace Infra.Benchmarks;

/// <summary>Where this checkout is: stamped into the assembly by MSBuild.</summary>
internal static class Repository
{
    private static readonly string _root =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepoRoot").Value!;

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([_root, .. parts]);
}
