using System.Collections.Immutable;
using Infra.Local.Interpretation;

namespace Infra.Local.Cloud;

/// <summary>Where the program runs and as whom, as the AWS provider's functions tell it.</summary>
internal sealed class AccountFacts : IInvocationAnswerer
{
    private const string CallerIdentity = "aws:index/getCallerIdentity:getCallerIdentity";
    private const string Partition = "aws:index/getPartition:getPartition";
    private const string Region = "aws:index/getRegion:getRegion";

    public IReadOnlyCollection<string> Tokens { get; } = [CallerIdentity, Partition, Region];

    public ImmutableDictionary<string, object> Answer(Invocation invocation)
    {
        var facts = ImmutableDictionary<string, object>.Empty;
        return invocation.Token switch
        {
            CallerIdentity => facts.Add("accountId", Arns.Account).Add("arn", Arns.Operator).Add("userId", "AIDAOPERATOR").Add("id", Arns.Account),
            Partition => facts.Add("partition", "aws").Add("dnsSuffix", "amazonaws.com").Add("reverseDnsPrefix", "com.amazonaws").Add("id", "aws"),
            _ => facts.Add("region", invocation.Region).Add("name", invocation.Region).Add("id", invocation.Region)
                .Add("description", invocation.Region).Add("endpoint", $"ec2.{invocation.Region}.amazonaws.com"),
        };
    }
}
