using System.Reflection;

namespace Infra.StandIns.Surface;

/// <summary>Reads assemblies of a folder without running them; what they refer to is found there, in further folders, or in the shared frameworks.</summary>
internal sealed class AssemblyFolder : IDisposable
{
    private readonly MetadataLoadContext context;
    private readonly string folder;

    public AssemblyFolder(string folder, params IEnumerable<string> further)
    {
        this.folder = folder;
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var aspNetCore = Path.Combine(runtime, "..", "..", "Microsoft.AspNetCore.App");
        var folders = new[] { folder }.Concat(further).Append(runtime).Concat(Directory.Exists(aspNetCore) ? Directory.GetDirectories(aspNetCore) : []);
        var files = folders.SelectMany(found => Directory.GetFiles(found, "*.dll"))
            .GroupBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.First());
        context = new MetadataLoadContext(new PathAssemblyResolver(files), "System.Private.CoreLib");
    }

    public Assembly Load(string name) => context.LoadFromAssemblyPath(PathOf(name));

    public string PathOf(string name) => Path.GetFullPath(Path.Combine(folder, name + ".dll"));

    public void Dispose() => context.Dispose();
}
