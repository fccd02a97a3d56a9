using System.Reflection;

namespace Pulumi;

/// <summary>Makes a resource of the program's own class out of a reference to it, found by its <see cref="ResourceTypeAttribute"/>.</summary>
internal static class ResourceTypes
{
    private static readonly Lazy<ILookup<string, (string? Version, Type Type)>> s_types = new(Discover);

    public static Resource? Construct(string urn, string? version)
    {
        if (Find(Urn.TypeOf(urn), version) is not { } type)
        {
            return null;
        }
        ResourceOptions options = typeof(CustomResource).IsAssignableFrom(type)
            ? new CustomResourceOptions { Urn = urn }
            : new ComponentResourceOptions { Urn = urn };
        var constructor = type.GetConstructors().Single(candidate => candidate.GetParameters().Length == 3);
        return (Resource)constructor.Invoke([Urn.NameOf(urn), null, options]);
    }

    /// <summary>The newest class of the type whose version is not older than asked for, within the same major version.</summary>
    private static Type? Find(string type, string? version)
    {
        var wanted = Parse(version);
        return s_types.Value[type]
            .Select(candidate => (Version: string.IsNullOrEmpty(candidate.Version) ? wanted : Parse(candidate.Version), candidate.Type))
            .Where(candidate => candidate.Version >= wanted && (string.IsNullOrEmpty(version) || candidate.Version.Major == wanted.Major))
            .OrderByDescending(candidate => candidate.Version)
            .Select(candidate => candidate.Type)
            .FirstOrDefault();
    }

    private static Version Parse(string? version)
        => Version.TryParse(version?.Split('-', '+')[0], out var parsed) ? parsed : new Version(0, 0, 0);

    private static ILookup<string, (string? Version, Type Type)> Discover()
        => Reachable()
            .Where(assembly => !assembly.IsDynamic
                && assembly.GetReferencedAssemblies().Any(name => name.Name == typeof(Resource).Assembly.GetName().Name))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => typeof(Resource).IsAssignableFrom(type))
            .SelectMany(type => type.GetCustomAttributes<ResourceTypeAttribute>().Select(attribute => (attribute, type)))
            .ToLookup(found => found.attribute.Type, found => (found.attribute.Version, found.type));

    private static IEnumerable<Assembly> Reachable()
    {
        var queue = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => IsOurs(assembly.GetName())));
        var seen = new HashSet<string>();
        while (queue.TryDequeue(out var assembly))
        {
            if (!seen.Add(assembly.FullName!))
            {
                continue;
            }
            yield return assembly;
            foreach (var reference in assembly.GetReferencedAssemblies().Where(IsOurs))
            {
                queue.Enqueue(Assembly.Load(reference));
            }
        }
    }

    private static bool IsOurs(AssemblyName name)
        => !name.FullName.StartsWith("System", StringComparison.Ordinal) && name.ContentType != AssemblyContentType.WindowsRuntime;
}
