using System.Reflection;

namespace Infra.StandIns.Surface;

/// <summary>The comparison as commands.</summary>
internal static class Command
{
    /// <summary>Has no types of its own: hands on those of another package, so what is built against it counts.</summary>
    public const string HandsOnTypes = "BouncyCastle.Cryptography";

    /// <summary>The first word of the names of the assemblies that hold the types that are handed on, in the stand-in and in the real package.</summary>
    public const string HandedOnAssemblies = "BouncyCastle.";

    public static IReadOnlyList<string> ReadList(string path) =>
        File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').ToList();

    /// <summary>The stand-ins are this repository's projects, so they carry its authors' name.</summary>
    public static bool IsOurs(Assembly assembly) => assembly.GetCustomAttributesData()
        .Any(attribute => attribute.AttributeType.Name == nameof(AssemblyCompanyAttribute) && attribute.ConstructorArguments[0].Value is "Infra contributors");

    /// <summary>What this repository's assemblies of a folder, stand-ins apart, were compiled to use of the assemblies with that prefix.</summary>
    public static IReadOnlyList<MemberReferenceKey> References(string build, IReadOnlyCollection<string> standIns, string assemblyPrefix)
    {
        using var folder = new AssemblyFolder(build);
        return Directory.GetFiles(build, "*.dll")
            .Where(file => !standIns.Contains(Path.GetFileNameWithoutExtension(file)) && MemberReferences.HasMetadata(file) && IsOurs(folder.Load(Path.GetFileNameWithoutExtension(file))))
            .SelectMany(file => MemberReferences.Of(file, name => name.StartsWith(assemblyPrefix, StringComparison.Ordinal)))
            .Distinct().ToList();
    }

    public static void List(string dll)
    {
        using var folder = new AssemblyFolder(Path.GetDirectoryName(Path.GetFullPath(dll))!);
        foreach (var line in PublicSurface.Of(folder.Load(Path.GetFileNameWithoutExtension(dll))).Order(StringComparer.Ordinal))
        {
            Console.WriteLine(line);
        }
    }

    public static int Update(string standIns, string lists, string build)
    {
        var packages = Directory.GetFiles(standIns, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();
        var beyond = 0;
        using var folder = new AssemblyFolder(build);
        foreach (var package in packages)
        {
            var list = ReadList(Path.Combine(lists, package + ".txt"));
            var (used, strange) = package == HandsOnTypes
                ? UsedByReferences(list, References(build, packages, HandedOnAssemblies))
                : UsedBySurface(list, PublicSurface.Of(folder.Load(package)));
            foreach (var line in strange)
            {
                Console.WriteLine(line);
            }

            Console.WriteLine($"{package}: {used.Count} lines in use, {strange.Count} members not in the list");
            beyond += strange.Count;
            File.WriteAllText(Path.Combine(standIns, package, "api.txt"), string.Concat(used.Order(StringComparer.Ordinal).Select(line => line + "\n")));
        }

        return beyond == 0 ? 0 : 1;
    }

    private static (IReadOnlyCollection<string> Used, IReadOnlyCollection<string> Strange) UsedBySurface(IReadOnlyList<string> list, IReadOnlyList<string> surface)
    {
        var types = surface.Where(Comparison.IsType).Select(Comparison.TypeName).ToHashSet(StringComparer.Ordinal);
        var members = surface.Where(line => !Comparison.IsType(line)).ToHashSet(StringComparer.Ordinal);
        var used = list.Where(line => Comparison.IsType(line) ? types.Contains(Comparison.TypeName(line)) : members.Contains(line));
        return (used.ToList(), Comparison.Beyond(surface, list));
    }

    private static (IReadOnlyCollection<string> Used, IReadOnlyCollection<string> Strange) UsedByReferences(IReadOnlyList<string> list, IReadOnlyList<MemberReferenceKey> references)
    {
        var matcher = new ReferenceMatcher(list);
        var used = references.SelectMany(reference => matcher.Find(reference) ?? []).ToHashSet(StringComparer.Ordinal);
        return (used, references.Where(reference => matcher.Find(reference) is null).Select(reference => reference.ToString()).ToList());
    }
}
