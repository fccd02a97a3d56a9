using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Local.Cloud;

namespace Infra.Local.Iot.Registry;

/// <summary>What CreateThing is given beside the name.</summary>
internal sealed record ThingSettings(string? TypeName, ImmutableSortedDictionary<string, string> Attributes, string? BillingGroup)
{
    public static ThingSettings None { get; } = new(null, ImmutableSortedDictionary<string, string>.Empty, null);
}

/// <summary>What UpdateThing changes; what is null stays.</summary>
internal sealed record ThingChange
{
    public string? TypeName { get; init; }
    public bool RemoveType { get; init; }
    public ImmutableSortedDictionary<string, string>? Attributes { get; init; }

    /// <summary>Whether attributes are added to those there are (an empty value removes one) or replace them.</summary>
    public bool Merge { get; init; }

    public long? ExpectedVersion { get; init; }
}

/// <summary>The things of one region.</summary>
internal sealed class Things(string region, ThingTypes types, ThingGroups groups, Attachments attachments, Lock gate)
{
    // "Things have ... up to 50 attributes" with a type, 3 without (AWS IoT quotas, thing registry).
    private const int AttributesWithType = 50;
    private const int AttributesWithoutType = 3;

    private readonly ConcurrentDictionary<string, Thing> things = new(StringComparer.Ordinal);

    public string ArnOf(string name) => Arns.Of("iot", region, $"thing/{name}");

    public Thing? Find(string name) => things.GetValueOrDefault(name);

    public Thing Get(string name) => Find(name) ?? throw IotErrors.NotFound($"thing '{name}' does not exist in {region}");

    public IReadOnlyList<Thing> All => [.. things.Values.OrderBy(thing => thing.Name, StringComparer.Ordinal)];

    /// <summary>CreateThing: the same thing again is the same answer; another configuration under the same name is refused.</summary>
    public Thing Create(string name, ThingSettings settings)
    {
        IotNames.Thing(name);
        RequireAttributes(settings.Attributes, settings.TypeName);
        if (settings.TypeName is not null) { types.RequireUsable(settings.TypeName); }
        lock (gate)
        {
            if (Find(name) is not { } existing)
            {
                return things[name] = new Thing(name, ArnOf(name), Guid.NewGuid().ToString())
                {
                    TypeName = settings.TypeName,
                    Attributes = settings.Attributes,
                    BillingGroup = settings.BillingGroup,
                };
            }
            return existing.TypeName == settings.TypeName && existing.BillingGroup == settings.BillingGroup && existing.Attributes.SequenceEqual(settings.Attributes)
                ? existing
                : throw IotErrors.AlreadyExists($"Thing {name} already exists in account with different attributes", existing.Id, existing.Arn);
        }
    }

    public Thing Update(string name, ThingChange change)
    {
        lock (gate)
        {
            var current = Get(name);
            RequireVersion(current, change.ExpectedVersion);
            if (change.TypeName is not null) { types.RequireUsable(change.TypeName); }
            var updated = current with
            {
                TypeName = change.RemoveType ? null : change.TypeName ?? current.TypeName,
                Attributes = change.Attributes is null ? current.Attributes : change.Merge ? Merged(current.Attributes, change.Attributes) : change.Attributes,
                Version = current.Version + 1,
            };
            RequireAttributes(updated.Attributes, updated.TypeName);
            return things[name] = updated;
        }
    }

    public void Delete(string name, long? expectedVersion)
    {
        lock (gate)
        {
            // Deleting a thing that is not there succeeds: DeleteThing "returns successfully with no error if the deletion was successful or you specify a thing that doesn't exist".
            if (Find(name) is not { } current) { return; }
            RequireVersion(current, expectedVersion);
            if (attachments.PrincipalsOf(name) is [var principal, ..])
            {
                throw IotErrors.Invalid($"Thing cannot be deleted because it is attached to one or more principals: thing '{name}', principal '{principal}'");
            }
            groups.Forget(name);
            things.TryRemove(name, out _);
        }
    }

    private static ImmutableSortedDictionary<string, string> Merged(ImmutableSortedDictionary<string, string> old, ImmutableSortedDictionary<string, string> added) =>
        old.SetItems(added.Where(entry => entry.Value.Length > 0)).RemoveRange(added.Where(entry => entry.Value.Length == 0).Select(entry => entry.Key));

    private static void RequireVersion(Thing thing, long? expected)
    {
        if (expected is { } version && version != thing.Version)
        {
            throw IotErrors.VersionConflict($"thing '{thing.Name}' has version {thing.Version}, not {version}");
        }
    }

    private static void RequireAttributes(ImmutableSortedDictionary<string, string> attributes, string? typeName)
    {
        foreach (var (name, value) in attributes)
        {
            IotNames.AttributeName(name);
            IotNames.AttributeValue(value);
        }
        var limit = typeName is null ? AttributesWithoutType : AttributesWithType;
        if (attributes.Count > limit)
        {
            throw IotErrors.Invalid($"{attributes.Count} attributes are more than the {limit} that a thing {(typeName is null ? "without" : "with")} a type may have");
        }
    }
}
