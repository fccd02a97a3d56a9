using System.Collections.Immutable;

namespace Infra.Local.Iam;

/// <summary>One statement of a policy.</summary>
internal sealed record PolicyStatement
{
    /// <summary>The statement's name; empty when it has none.</summary>
    public required string Sid { get; init; }

    public required bool IsDeny { get; init; }

    /// <summary>Action, or NotAction when <see cref="ActionsAreExcluded"/>.</summary>
    public required ImmutableArray<PolicyText> Actions { get; init; }

    public required bool ActionsAreExcluded { get; init; }

    /// <summary>Resource, or NotResource when <see cref="ResourcesAreExcluded"/>; empty in trust policies.</summary>
    public required ImmutableArray<PolicyText> Resources { get; init; }

    public required bool ResourcesAreExcluded { get; init; }

    /// <summary>Principal; none in identity policies.</summary>
    public required PolicyPrincipals? Principals { get; init; }

    public required ImmutableArray<PolicyCondition> Conditions { get; init; }

    /// <summary>Whether the statement speaks of this request, whatever its effect.</summary>
    public bool AppliesTo(string action, string resource, RequestContext context) =>
        Actions.Any(text => text.Matches(action, context, ignoreCase: true)) != ActionsAreExcluded
        && (Resources.IsEmpty || (ResourcesAreExcluded
            ? Resources.All(text => text.IsResolvable(context) && !text.MatchesArn(resource, context))
            : Resources.Any(text => text.MatchesArn(resource, context))))
        && Conditions.All(condition => condition.Holds(context));
}
