using System.Collections.Immutable;

namespace Infra.Local.Iot.Registry;

/// <summary>A thing of the registry.</summary>
internal sealed record Thing(string Name, string Arn, string Id)
{
    public string? TypeName { get; init; }
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    public string? BillingGroup { get; init; }
    public long Version { get; init; } = 1;
}

/// <summary>A thing type; a deprecated one takes no new things.</summary>
internal sealed record ThingType(string Name, string Arn, string Id)
{
    public string? Description { get; init; }
    public ImmutableArray<string> SearchableAttributes { get; init; } = [];
    public bool Deprecated { get; init; }
    public required DateTimeOffset Created { get; init; }
}

/// <summary>A static thing group.</summary>
internal sealed record ThingGroup(string Name, string Arn, string Id)
{
    public string? Parent { get; init; }
    public string? Description { get; init; }
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    public required DateTimeOffset Created { get; init; }
    public ImmutableSortedSet<string> Things { get; init; } = ImmutableSortedSet<string>.Empty;
}
