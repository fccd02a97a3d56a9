using Pulumi;

namespace Infra.Components.IotPolicies;

/// <summary>What every IoT policy of a product line is made from.</summary>
public abstract class IotPolicyArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>An IoT policy of a product line: a document under a name, by which certificates get it.</summary>
public abstract class IotPolicyComponent : ComponentResource
{
    private protected IotPolicyComponent(
        string type, string name, IotPolicyArgs args, string policyName, IotPolicyDocument document, ComponentResourceOptions? options)
        : base(type, name, args, options)
    {
        (Document, Scope) = (document, AwsScope.Of(this, args.Names.Region));
        var policy = new Pulumi.Aws.Iot.Policy(name, new()
        {
            Name = policyName,
            Region = args.Names.Region,
            PolicyDocument = document.ToJson(Scope),
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

    private protected AwsScope Scope { get; }
}
