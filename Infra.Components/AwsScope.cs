using Pulumi;
using Pulumi.Aws;

namespace Infra.Components;

/// <summary>Where ARNs point: partition, region and account. Never literals, so that China and GovCloud work too.</summary>
/// <param name="Partition">aws, aws-cn or aws-us-gov.</param>
/// <param name="Region">The region.</param>
/// <param name="Account">The account's id.</param>
public sealed record AwsScope(Output<string> Partition, string Region, Output<string> Account)
{
    /// <summary>The scope of a component's resources in a region.</summary>
    public static AwsScope Of(Resource component, string region)
    {
        var options = new InvokeOptions { Parent = component };
        return new(
            GetPartition.Invoke(options: options).Apply(partition => partition.Partition),
            region,
            GetCallerIdentity.Invoke(options: options).Apply(caller => caller.AccountId));
    }

    /// <summary>An ARN in this scope: <c>arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE</c>.</summary>
    public Output<string> Arn(string service, Input<string> resource) =>
        Output.Format($"arn:{Partition}:{service}:{Region}:{Account}:{resource}");
}
