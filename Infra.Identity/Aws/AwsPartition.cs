using System.Collections.Immutable;

namespace Infra.Identity.Aws;

/// <summary>
/// A group of regions with accounts of its own. Nothing crosses its border: no role, no replica of a table, no credentials (AWS whitepaper "AWS Fault Isolation
/// Boundaries", Partitions). ARNs and hosts carry it.
/// </summary>
/// <param name="Id">The second part of its ARNs.</param>
/// <param name="DnsSuffix">How the names of its services' hosts end.</param>
public sealed record AwsPartition(string Id, string DnsSuffix)
{
    /// <summary>The commercial regions.</summary>
    public static AwsPartition Commercial { get; } = new("aws", "amazonaws.com");

    // AWS SDKs, partitions.json. By the first part of a region's name that no other partition's names begin with.
    private static readonly ImmutableArray<(string Prefix, AwsPartition Partition)> Others =
    [
        ("cn-", new("aws-cn", "amazonaws.com.cn")),
        ("us-gov-", new("aws-us-gov", "amazonaws.com")),
        ("eusc-", new("aws-eusc", "amazonaws.eu")),
        ("us-iso-", new("aws-iso", "c2s.ic.gov")),
        ("us-isob-", new("aws-iso-b", "sc2s.sgov.gov")),
        ("eu-isoe-", new("aws-iso-e", "cloud.adc-e.uk")),
        ("us-isof-", new("aws-iso-f", "csp.hci.ic.gov")),
    ];

    /// <summary>The partition of a region.</summary>
    /// <param name="region">The region's name (<see cref="AwsRegion"/>).</param>
    public static AwsPartition Of(string region) =>
        Others.Where(other => region.StartsWith(other.Prefix, StringComparison.Ordinal)).Select(other => other.Partition).FirstOrDefault() ?? Commercial;
}
