using System.Reflection;
using Infra.StandIns.Surface;

namespace Infra.Tests.StandIns.Surface;

/// <summary>The packages that have a stand-in, and their lists.</summary>
internal static class StandInPackages
{
    private static readonly string Root = typeof(StandInPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepoRoot").Value!;

    public static IReadOnlyList<string> All { get; } = Directory.GetFiles(Path.Combine(Root, "standins"), "*.csproj", SearchOption.AllDirectories)
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();

    public static IEnumerable<string> Generated => All.Where(IsGenerated);

    public static bool IsGenerated(string package) => Directory.Exists(Path.Combine(Folder(package), "Generated"));

    public static string Folder(string package) => Path.Combine(Root, "standins", package);

    public static IReadOnlyList<string> ListOf(string package) => Command.ReadList(Path.Combine(Folder(package), "api.txt"));

    /// <summary>What this repository's own assemblies were compiled to use of the assemblies with that prefix.</summary>
    public static IReadOnlyList<MemberReferenceKey> ReferencesTo(string assemblyPrefix) => Command.References(AppContext.BaseDirectory, All, assemblyPrefix);
}
