namespace Infra.StandIns.Surface;

/// <summary>A surface held against a list.</summary>
internal static class Comparison
{
    /// <summary>Lines that the list does not have. A type's own line also names its interfaces: there, the name decides.</summary>
    public static IReadOnlyList<string> Beyond(IEnumerable<string> surface, IEnumerable<string> list)
    {
        var known = list.ToHashSet(StringComparer.Ordinal);
        var types = known.Where(IsType).Select(TypeName).ToHashSet(StringComparer.Ordinal);
        return surface.Where(line => IsType(line) ? !types.Contains(TypeName(line)) : !known.Contains(line)).Order(StringComparer.Ordinal).ToList();
    }

    public static bool IsType(string line) => !line.Contains("::", StringComparison.Ordinal);

    public static string TypeName(string line) => line.Split(": ", 2)[0];
}
