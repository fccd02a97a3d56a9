using System.Collections.Immutable;

namespace Infra.Components;

/// <summary>One of AWS's rule groups for AWS WAF.</summary>
/// <param name="Name">Its name, such as AWSManagedRulesCommonRuleSet.</param>
/// <param name="OnlyCounted">Rules of it that are counted instead of blocking.</param>
public sealed record ManagedRuleGroup(string Name, params ImmutableArray<string> OnlyCounted)
{
    /// <summary>Addresses that AWS knows as sources of attacks.</summary>
    public static ManagedRuleGroup IpReputation { get; } = new("AWSManagedRulesAmazonIpReputationList");

    /// <summary>What is common in attacks on web applications. Devices are no browsers: that one has no User-Agent is only counted.</summary>
    public static ManagedRuleGroup Common { get; } = new("AWSManagedRulesCommonRuleSet", "NoUserAgent_HEADER");

    /// <summary>Requests that are known to exploit something.</summary>
    public static ManagedRuleGroup KnownBadInputs { get; } = new("AWSManagedRulesKnownBadInputsRuleSet");

    /// <summary>All three: 925 of the 1,500 capacity units that come without extra cost.</summary>
    public static ImmutableArray<ManagedRuleGroup> Default { get; } = [IpReputation, Common, KnownBadInputs];
}
