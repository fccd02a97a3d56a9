using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.ApiGateway;
using Pulumi.Aws.Iam;
using ResourceArgs = Pulumi.ResourceArgs;

namespace Infra.Components;

/// <summary>What an <see cref="ApiGatewayLogging"/> is made from.</summary>
public sealed class ApiGatewayLoggingArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The role with which API Gateway writes logs. It is a setting of the account in a region, not of an API: exactly one stack per account
/// and region may have this component. The role has AWS's own policy for the purpose, which API Gateway demands and checks.
/// </summary>
public sealed class ApiGatewayLogging : ComponentResource
{
    /// <summary>Creates the role and hands it to API Gateway.</summary>
    public ApiGatewayLogging(string name, ApiGatewayLoggingArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ApiGatewayLogging", name, args, options)
    {
        var scope = AwsScope.Of(this, args.Names.Region);
        var role = new Role(name, new()
        {
            Name = args.Names.Role("api-logs"),
            Description = $"API Gateway writes access logs in {args.Names.Region}",
            AssumeRolePolicy = Trust.ApiGateway,
            Tags = args.Tags,
        }, new() { Parent = this });

        var policy = new RolePolicyAttachment(name, new()
        {
            Role = role.Name,
            PolicyArn = Output.Format($"arn:{scope.Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"),
        }, new() { Parent = this });

        var account = new Account(name, new()
        {
            Region = args.Names.Region,
            CloudwatchRoleArn = role.Arn,
        }, new() { Parent = this, DependsOn = [policy] });

        RoleArn = account.CloudwatchRoleArn;
        RegisterOutputs();
    }

    /// <summary>The role's ARN, once API Gateway has it.</summary>
    [Output("roleArn")]
    public Output<string> RoleArn { get; private init; }
}
