using System.Collections.Immutable;
using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.Iam;
using Pulumi.Aws.Iot;
using Pulumi.Aws.Iot.Inputs;
using ResourceArgs = Pulumi.ResourceArgs;

namespace Infra.Components;

/// <summary>What a <see cref="RegistrationActivator"/> is made from.</summary>
public sealed class RegistrationActivatorArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The function that decides.</summary>
    public required ProvisioningFunction Function { get; init; }

    /// <summary>Keeps events that could not be handed to the function.</summary>
    public required FailedEvents FailedEvents { get; init; }

    /// <summary>
    /// Ids in AWS IoT of the CAs whose certificates are decided about, each under a name of its own. Never all CAs of the account: the function would
    /// revoke the devices of another product line.
    /// </summary>
    public required ImmutableSortedDictionary<string, Input<string>> Authorities { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// Just-in-time registration: what AWS IoT publishes when a device of a registered CA connects for the first time goes to a function that activates the
/// certificate or revokes it. The CA is registered with auto-registration and without a template. AWS IoT says it once: what does not reach the
/// function is kept.
/// </summary>
public sealed class RegistrationActivator : ComponentResource, IGrantee
{
    /// <summary>Creates a rule for each CA, AWS IoT's permission to call the function for it, and the role by which failures are kept.</summary>
    public RegistrationActivator(string name, RegistrationActivatorArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:RegistrationActivator", name, args, options)
    {
        if (args.Authorities.IsEmpty)
        {
            throw new ComponentException(ComponentCodes.ActivatorWithoutAuthority, "a registration activator without CA has nothing to listen to; name at least one in Authorities");
        }

        var scope = AwsScope.Of(this, args.Names.Region);
        GranteeName = name;
        Role = new Role(name, new()
        {
            Name = args.Names.Role("activation-rule"),
            Description = $"AWS IoT keeps the first connections of {args.Names.Sku} devices that the activator could not be told of in {args.Names.Region}",
            AssumeRolePolicy = Trust.Iot(scope, "IotKeepsFailedEvents"),
            Tags = args.Tags,
        }, new() { Parent = this });
        var access = args.FailedEvents.GrantKeep(this);

        RuleNames = Output.All(args.Authorities.Select(authority => (Input<string>)NewRule($"{name}-{authority.Key}", authority.Value, args, scope, access)).ToImmutableArray());
        RegisterOutputs();
    }

    /// <summary>Names of the rules, in the order of the CAs' names.</summary>
    [Output("ruleNames")]
    public Output<ImmutableArray<string>> RuleNames { get; private init; }

    /// <summary>The role by which AWS IoT keeps what failed.</summary>
    public Role Role { get; }

    /// <inheritdoc />
    public string GranteeName { get; }

    private Output<string> NewRule(string name, Input<string> caCertificateId, RegistrationActivatorArgs args, AwsScope scope, AccessGrant access)
    {
        var rule = new TopicRule(name, new()
        {
            Name = args.Names.Rule(name),
            Region = args.Names.Region,
            Description = "Tells the registration activator of first connections",
            Enabled = true,
            Sql = Output.Format($"SELECT * FROM '$aws/events/certificates/registered/{caCertificateId}'"),
            SqlVersion = "2016-03-23",
            Lambdas = new TopicRuleLambdaArgs { FunctionArn = args.Function.FunctionArn },
            ErrorAction = new TopicRuleErrorActionArgs
            {
                Sqs = new TopicRuleErrorActionSqsArgs { QueueUrl = args.FailedEvents.QueueUrl, RoleArn = Role.Arn, UseBase64 = false },
            },
            Tags = args.Tags,
        }, new() { Parent = this, DependsOn = [access.Policy] });

        _ = args.Function.GrantInvoke(this, name, ServicePrincipals.Iot, rule.Arn, scope.Account);
        return rule.Name;
    }
}
