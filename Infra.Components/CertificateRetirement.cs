using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.CloudWatch;

namespace Infra.Components;

/// <summary>What a <see cref="CertificateRetirement"/> is made from.</summary>
public sealed class CertificateRetirementArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The function that retires.</summary>
    public required ProvisioningFunction Function { get; init; }

    /// <summary>How often it does, as EventBridge writes it. Default: every quarter of an hour.</summary>
    [Input("schedule")]
    public string Schedule { get; init; } = "rate(15 minutes)";

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The schedule on which certificates that have been renewed are taken out of service. Nothing waits for an event that could be lost: what is due lies in the
/// ledger until it is done.
/// </summary>
public sealed class CertificateRetirement : ComponentResource
{
    /// <summary>Creates the rule, and EventBridge's permission to call the function for it.</summary>
    public CertificateRetirement(string name, CertificateRetirementArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:CertificateRetirement", name, args, options)
    {
        var rule = new EventRule(name, new()
        {
            Name = args.Names.Schedule(name),
            Region = args.Names.Region,
            Description = "Has certificates retired that have been renewed",
            ScheduleExpression = args.Schedule,
            Tags = args.Tags,
        }, new() { Parent = this });
        var permission = args.Function.GrantInvoke(this, name, ServicePrincipals.Events, rule.Arn);
        _ = new EventTarget(name, new()
        {
            Region = args.Names.Region,
            Rule = rule.Name,
            TargetId = args.Function.Handler,
            Arn = args.Function.FunctionArn,
        }, new() { Parent = this, DependsOn = [permission] });

        RuleName = rule.Name;
        RegisterOutputs();
    }

    /// <summary>The rule's name.</summary>
    [Output("ruleName")]
    public Output<string> RuleName { get; private init; }
}
