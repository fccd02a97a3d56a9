using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.WafV2;
using Pulumi.Aws.WafV2.Inputs;
using ResourceArgs = Pulumi.ResourceArgs;

namespace Infra.Components;

/// <summary>What an <see cref="ApiFirewall"/> is made from.</summary>
public sealed class ApiFirewallArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The API to stand before.</summary>
    public required ProvisioningApi Api { get; init; }

    /// <summary>
    /// Requests that one address may send in five minutes, 10 to 2,000,000,000. Default: 2,000. Raise it where a factory leaves by one address
    /// and provisions more than 400 devices a minute.
    /// </summary>
    [Input("requestsPerSource")]
    public int RequestsPerSource { get; init; } = ApiFirewall.DefaultRequestsPerSource;

    /// <summary>AWS's rule groups that requests are held against, in this order. Default: <see cref="ManagedRuleGroup.Default"/>.</summary>
    public ImmutableArray<ManagedRuleGroup> RuleGroups { get; init; } = ManagedRuleGroup.Default;

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// AWS WAF before the API. The API's own throttle is one for all: whoever sends 25 requests a second leaves nothing for the devices. This one counts by
/// address, and what it blocks runs no function. AWS charges for the web ACL, each rule and the requests it looks at.
/// </summary>
public sealed class ApiFirewall : ComponentResource
{
    /// <summary>Requests that one address may send in five minutes unless told otherwise.</summary>
    public const int DefaultRequestsPerSource = 2_000;

    /// <summary>The least that AWS WAF counts to.</summary>
    public const int LeastLimit = 10;

    /// <summary>The most that AWS WAF counts to.</summary>
    public const int GreatestLimit = 2_000_000_000;

    private const int WindowSeconds = 300;

    /// <summary>Creates the web ACL and puts it before the API's stage.</summary>
    public ApiFirewall(string name, ApiFirewallArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ApiFirewall", name, args, options)
    {
        if (args.RequestsPerSource is < LeastLimit or > GreatestLimit)
        {
            throw new ComponentException(ComponentCodes.FirewallLimitInvalid,
                $"{args.RequestsPerSource} requests per address in five minutes is outside what AWS WAF counts, {LeastLimit} to {GreatestLimit}");
        }

        var acl = new WebAcl(name, new()
        {
            Name = args.Names.Firewall,
            Region = args.Names.Region,
            Description = $"Stands before the provisioning API of {args.Names.Sku}",
            Scope = "REGIONAL",
            DefaultAction = new WebAclDefaultActionArgs { Allow = new WebAclDefaultActionAllowArgs() },
            Rules = [RateLimit(args.RequestsPerSource), .. args.RuleGroups.Select((group, index) => RuleFor(group, priority: index + 1))],
            VisibilityConfig = new WebAclVisibilityConfigArgs { MetricName = args.Names.Firewall, CloudwatchMetricsEnabled = true, SampledRequestsEnabled = true },
            // The samples help to find what was blocked by mistake; the CSR has no business in them.
            DataProtectionConfig = new WebAclDataProtectionConfigArgs
            {
                DataProtections =
                [
                    new WebAclDataProtectionConfigDataProtectionArgs
                    {
                        Action = "SUBSTITUTION",
                        Field = new WebAclDataProtectionConfigDataProtectionFieldArgs { FieldType = "SINGLE_HEADER", FieldKeys = [HeaderNames.DeviceCsr] },
                    },
                ],
            },
            Tags = args.Tags,
        }, new() { Parent = this });

        _ = new WebAclAssociation(name, new()
        {
            Region = args.Names.Region,
            ResourceArn = args.Api.StageArn,
            WebAclArn = acl.Arn,
        }, new() { Parent = this });

        WebAclArn = acl.Arn;
        RegisterOutputs();
    }

    /// <summary>ARN of the web ACL.</summary>
    [Output("webAclArn")]
    public Output<string> WebAclArn { get; private init; }

    // The narrowest window is a minute; over five, a factory's bursts even out.
    private static WebAclRuleArgs RateLimit(int requests) => new()
    {
        Name = "requests-per-source",
        Priority = 0,
        Action = new WebAclRuleActionArgs { Block = new WebAclRuleActionBlockArgs() },
        Statement = new WebAclRuleStatementArgs
        {
            RateBasedStatement = new WebAclRuleStatementRateBasedStatementArgs { AggregateKeyType = "IP", Limit = requests, EvaluationWindowSec = WindowSeconds },
        },
        VisibilityConfig = MeteredAs("requests-per-source"),
    };

    private static WebAclRuleArgs RuleFor(ManagedRuleGroup group, int priority) => new()
    {
        Name = group.Name,
        Priority = priority,
        // A group brings the actions of its rules; none of them is overridden as a whole.
        OverrideAction = new WebAclRuleOverrideActionArgs { None = new WebAclRuleOverrideActionNoneArgs() },
        Statement = new WebAclRuleStatementArgs
        {
            ManagedRuleGroupStatement = new WebAclRuleStatementManagedRuleGroupStatementArgs
            {
                VendorName = "AWS",
                Name = group.Name,
                RuleActionOverrides = group.OnlyCounted.Select(rule => new WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs
                {
                    Name = rule,
                    ActionToUse = new WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs
                    {
                        Count = new WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs(),
                    },
                }).ToArray(),
            },
        },
        VisibilityConfig = MeteredAs(group.Name),
    };

    private static WebAclRuleVisibilityConfigArgs MeteredAs(string metric) =>
        new() { MetricName = metric, CloudwatchMetricsEnabled = true, SampledRequestsEnabled = true };
}
