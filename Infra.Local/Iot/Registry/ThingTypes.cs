using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Local.Cloud;

namespace Infra.Local.Iot.Registry;

/// <summary>The thing types of one region.</summary>
internal sealed class ThingTypes(string region, TimeProvider clock, Lock gate)
{
    private readonly ConcurrentDictionary<string, ThingType> types = new(StringComparer.Ordinal);

    public string ArnOf(string name) => Arns.Of("iot", region, $"thingtype/{name}");

    public ThingType Create(string name, string? description, ImmutableArray<string> searchableAttributes)
    {
        IotNames.ThingType(name);
        lock (gate)
        {
            if (types.TryGetValue(name, out var existing))
            {
                throw IotErrors.AlreadyExists($"thing type '{name}' exists already", existing.Id, existing.Arn);
            }
            return types[name] = new ThingType(name, ArnOf(name), Guid.NewGuid().ToString())
            {
                Description = description,
                SearchableAttributes = searchableAttributes,
                Created = clock.GetUtcNow(),
            };
        }
    }

    public ThingType Get(string name) => types.GetValueOrDefault(name) ?? throw IotErrors.NotFound($"thing type '{name}' does not exist in {region}");

    public IReadOnlyList<ThingType> All => [.. types.Values.OrderBy(type => type.Name, StringComparer.Ordinal)];

    public void RequireUsable(string name)
    {
        if (Get(name).Deprecated) { throw IotErrors.Invalid($"thing type '{name}' is deprecated; no thing can take it"); }
    }

    public void Deprecate(string name, bool undo)
    {
        lock (gate) { types[name] = Get(name) with { Deprecated = !undo }; }
    }

    public void Delete(string name)
    {
        lock (gate)
        {
            if (!Get(name).Deprecated) { throw IotErrors.Invalid($"thing type '{name}' is not deprecated; deprecate it before it is deleted"); }
            types.TryRemove(name, out _);
        }
    }
}
