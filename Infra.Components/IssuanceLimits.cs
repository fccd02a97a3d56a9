using System.Globalization;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>How many certificates a device may get, and how soon another: what every function that issues has to know.</summary>
public sealed record IssuanceLimits
{
    /// <summary>Minutes that pass at least between two new certificates of one device. Default: 10; 0 for none.</summary>
    public int MinimumIntervalMinutes { get; init; } = 10;

    /// <summary>How many certificates of one device may be live at once, 2 at least. Default: 5, with which a device that loses its files can start over a few times.</summary>
    public int MaximumLiveCertificates { get; init; } = 5;

    /// <summary>Days that a certificate stays in service after its successor. Default: 7.</summary>
    public int OverlapDays { get; init; } = 7;

    /// <summary>
    /// Issuances a minute that one environment of an issuer lets through: the quota, divided by the environments that share it. Default: 120, half a second
    /// each, which is about what one takes.
    /// </summary>
    public int IssuancesPerMinute { get; init; } = 120;

    internal IEnumerable<(string Name, Input<string> Value)> Variables() =>
        from variable in new[]
        {
            (Name: EnvironmentVariables.MinimumIntervalMinutes, Value: MinimumIntervalMinutes),
            (Name: EnvironmentVariables.MaximumLiveCertificates, Value: MaximumLiveCertificates),
            (Name: EnvironmentVariables.OverlapDays, Value: OverlapDays),
            (Name: EnvironmentVariables.IssuancesPerMinute, Value: IssuancesPerMinute),
        }
        select (variable.Name, (Input<string>)variable.Value.ToString(CultureInfo.InvariantCulture));
}
