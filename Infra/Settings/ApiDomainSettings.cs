namespace Infra;

/// <summary>A domain of one's own for the API.</summary>
/// <param name="Name">The name that devices are built with, the same in every region.</param>
/// <param name="ZoneId">The public Route 53 zone that it is in.</param>
public sealed record ApiDomainSettings(string Name, string ZoneId)
{
    /// <summary>The name under which this stack's region alone answers. Default: REGION.NAME.</summary>
    public string? RegionName { get; init; }

    /// <summary>ARN of an ACM certificate of this region for both names. Default: none; one is asked for and validated in the zone.</summary>
    public string? CertificateArn { get; init; }

    /// <summary>Whether the API answers under the name that API Gateway made up too. Default: yes, for devices that were built with it.</summary>
    public bool KeepsGeneratedName { get; init; } = true;
}
