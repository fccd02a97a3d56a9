using Infra.Components.IotPolicies;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="ShadowOnlyPolicy"/> is made from.</summary>
public sealed class ShadowOnlyPolicyArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>The IoT policy of devices that report to, and take orders from, their own shadow and have no topics beside it.</summary>
public sealed class ShadowOnlyPolicy : ComponentResource
{
    /// <summary>Creates the policy.</summary>
    public ShadowOnlyPolicy(string name, ShadowOnlyPolicyArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ShadowOnlyPolicy", name, args, options)
    {
        Document = new(
            IotStatement.ConnectAsOwnThing,
            IotStatement.PublishAndReceive(TopicPattern.OwnShadow),
            IotStatement.Subscribe(TopicPattern.OwnShadow));

        var policy = new Pulumi.Aws.Iot.Policy(name, new()
        {
            Name = args.Names.ShadowOnlyPolicy,
            Region = args.Names.Region,
            PolicyDocument = Document.ToJson(AwsScope.Of(this, args.Names.Region)),
            Tags = args.Tags,
        }, new() { Parent = this });

        PolicyName = policy.Name;
        PolicyArn = policy.Arn;
        RegisterOutputs();
    }

    /// <summary>The policy's name.</summary>
    [Output("policyName")]
    public Output<string> PolicyName { get; private init; }

    /// <summary>The policy's ARN.</summary>
    [Output("policyArn")]
    public Output<string> PolicyArn { get; private init; }

    /// <summary>What the policy says.</summary>
    public IotPolicyDocument Document { get; }
}
