using System.Collections.Immutable;

namespace Infra.Local.Interpretation;

/// <summary>A resource that was made: what <c>pulumi stack export</c> would show of it.</summary>
/// <param name="Type">Type token.</param>
/// <param name="Name">Its name in the program.</param>
/// <param name="Region">Where it is.</param>
/// <param name="Id">The provider's id.</param>
/// <param name="State">Inputs and computed outputs, by wire name.</param>
internal sealed record MadeResource(string Type, string Name, string Region, string Id, ImmutableDictionary<string, object> State)
{
    /// <summary>What the program gave: a later run that gives the same changes nothing.</summary>
    public ImmutableDictionary<string, object> Inputs { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>An output that is text; null when there is none of that name.</summary>
    public string? Text(string property) => State.GetValueOrDefault(property) as string;
}
