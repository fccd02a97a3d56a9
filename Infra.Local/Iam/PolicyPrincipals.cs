using System.Collections.Immutable;

namespace Infra.Local.Iam;

/// <summary>A statement's Principal: whom a resource's or a role's policy speaks of.</summary>
/// <param name="Anyone">Principal is <c>"*"</c> or <c>{"AWS": "*"}</c>.</param>
/// <param name="ByType">Names by principal type: <c>Service</c>, <c>AWS</c>.</param>
internal sealed record PolicyPrincipals(bool Anyone, ImmutableDictionary<string, ImmutableArray<string>> ByType)
{
    public bool IncludesService(string service) => Anyone || NamesOf("Service").Contains(service);

    /// <summary>Whether it names this role or user, its account (by number or by root ARN), or anyone.</summary>
    public bool IncludesAws(string arn)
    {
        var account = arn.Split(':') is { Length: > 4 } parts ? parts[4] : "";
        return Anyone || NamesOf("AWS").Any(name => name == arn || name == account || name == $"arn:aws:iam::{account}:root");
    }

    /// <summary>Whether it names this very role or user.</summary>
    public bool Names(string arn) => NamesOf("AWS").Contains(arn);

    private ImmutableArray<string> NamesOf(string type) => ByType.GetValueOrDefault(type, []);
}
