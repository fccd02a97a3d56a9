using System.Collections.Immutable;
using Pulumi;

namespace Infra.Local.Interpretation;

/// <summary>Compares what two runs of a program gave a resource.</summary>
internal static class Inputs
{
    public static bool Same(ImmutableDictionary<string, object> one, ImmutableDictionary<string, object> other) =>
        one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && Same(entry.Value, value));

    private static bool Same(object one, object other) => (one, other) switch
    {
        (ImmutableDictionary<string, object> map, ImmutableDictionary<string, object> otherMap) => Same(map, otherMap),
        (ImmutableArray<object> list, ImmutableArray<object> otherList) => list.Length == otherList.Length && list.Zip(otherList).All(pair => Same(pair.First, pair.Second)),
        // The path of an archive is not public; here all functions' code is the one that the cloud was started with.
        (AssetOrArchive, AssetOrArchive) => true,
        _ => Equals(one, other),
    };
}
