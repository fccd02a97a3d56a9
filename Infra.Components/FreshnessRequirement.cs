using System.Globalization;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>How fresh a request has to be: what every function that admits requests has to know.</summary>
public sealed record FreshnessRequirement
{
    /// <summary>The greatest age of a request in seconds, by the freshness value that it is signed with. Default: 0, none is asked for.</summary>
    public int Seconds { get; init; }

    /// <summary>How far a device's clock may be off, in seconds. Default: 60.</summary>
    public int ClockSkewSeconds { get; init; } = 60;

    internal IEnumerable<(string Name, Input<string> Value)> Variables() =>
    [
        (EnvironmentVariables.FreshnessSeconds, Seconds.ToString(CultureInfo.InvariantCulture)),
        (EnvironmentVariables.ClockSkewSeconds, ClockSkewSeconds.ToString(CultureInfo.InvariantCulture)),
    ];
}
