using System.Reflection;

namespace Infra.Local.Run;

/// <summary>Where this checkout keeps what a run needs: the root is stamped into the assembly by MSBuild.</summary>
internal static class LocalPaths
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = typeof(LocalPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepoRoot").Value!;

    /// <summary>The program's folder; relative paths of the stack's settings count from there.</summary>
    public static string Program => Path.Combine(Root, "Infra");

    /// <summary>Where <c>node_modules/dynalite</c> is.</summary>
    public static string Node => Path.Combine(Root, "Infra.Local", "node");
}
