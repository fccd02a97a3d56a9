using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Local.Cloud;

namespace Infra.Local.Iot.Registry;

/// <summary>The static thing groups of one region and their members.</summary>
internal sealed class ThingGroups(string region, TimeProvider clock, Lock gate)
{
    private readonly ConcurrentDictionary<string, ThingGroup> groups = new(StringComparer.Ordinal);

    public string ArnOf(string name) => Arns.Of("iot", region, $"thinggroup/{name}");

    public ThingGroup Create(string name, string? parent, string? description, ImmutableSortedDictionary<string, string> attributes)
    {
        IotNames.ThingGroup(name);
        lock (gate)
        {
            if (parent is not null) { Get(parent); }
            if (groups.TryGetValue(name, out var existing))
            {
                throw IotErrors.AlreadyExists($"thing group '{name}' exists already", existing.Id, existing.Arn);
            }
            return groups[name] = new ThingGroup(name, ArnOf(name), Guid.NewGuid().ToString())
            {
                Parent = parent,
                Description = description,
                Attributes = attributes,
                Created = clock.GetUtcNow(),
            };
        }
    }

    public ThingGroup Get(string name) => groups.GetValueOrDefault(name) ?? throw IotErrors.NotFound($"thing group '{name}' does not exist in {region}");

    public bool Exists(string name) => groups.ContainsKey(name);

    public IReadOnlyList<ThingGroup> All => [.. groups.Values.OrderBy(group => group.Name, StringComparer.Ordinal)];

    public void Add(string name, string thing)
    {
        lock (gate)
        {
            var group = Get(name);
            groups[name] = group with { Things = group.Things.Add(thing) };
        }
    }

    public void Remove(string name, string thing)
    {
        lock (gate)
        {
            var group = Get(name);
            groups[name] = group with { Things = group.Things.Remove(thing) };
        }
    }

    /// <summary>Takes a deleted thing out of every group.</summary>
    public void Forget(string thing)
    {
        foreach (var group in Of(thing)) { Remove(group.Name, thing); }
    }

    public void Delete(string name)
    {
        lock (gate)
        {
            if (groups.Values.FirstOrDefault(group => group.Parent == name) is { } child)
            {
                throw IotErrors.Invalid($"thing group '{name}' has child group '{child.Name}'; delete that first");
            }
            groups.TryRemove(name, out _);
        }
    }

    /// <summary>The groups that a thing is in directly.</summary>
    public IReadOnlyList<ThingGroup> Of(string thing) => [.. All.Where(group => group.Things.Contains(thing))];

    /// <summary>The same with every group above: policies of all of them apply to the thing's certificate.</summary>
    public IReadOnlyList<ThingGroup> WithAncestorsOf(string thing)
    {
        var found = new Dictionary<string, ThingGroup>(StringComparer.Ordinal);
        foreach (var member in Of(thing))
        {
            for (ThingGroup? group = member; group is not null && found.TryAdd(group.Name, group); group = group.Parent is { } parent ? groups.GetValueOrDefault(parent) : null) { }
        }
        return [.. found.Values];
    }
}
