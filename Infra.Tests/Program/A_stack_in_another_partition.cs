using System.Text.RegularExpressions;
using Infra.Components;
using Infra.Components.Policies;
using Infra.Identity.Aws;
using Infra.Tests.Golden;

namespace Infra.Tests.Program;

/// <summary>Every profile as it would be deployed in China, GovCloud and the European Sovereign Cloud, where ARNs and hosts are called otherwise.</summary>
[Collection("pulumi")]
public sealed partial class A_stack_in_another_partition
{
    private static readonly string[] Services =
        [.. typeof(ServicePrincipals).GetFields().Select(field => (string)field.GetRawConstantValue()!)];

    public static TheoryData<string, string> Deployments
    {
        get
        {
            var deployments = new TheoryData<string, string>();
            foreach (var profile in Profile.All)
            {
                foreach (var region in (string[])["cn-north-1", "us-gov-west-1", "eusc-de-east-1"]) { deployments.Add(profile.Name, region); }
            }
            return deployments;
        }
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task has_only_arns_of_its_partition_and_hosts_under_its_suffix(string profile, string region)
    {
        var partition = AwsPartition.Of(region);

        var graph = GoldenText.Graph((await ReviewedProgram.RunAsync(Profile.Named(profile), settings => Moved(settings, region, partition))).Recorder);

        var arns = Arn().Matches(graph).Select(match => match.Value).ToArray();
        Assert.True(arns.Length > 20);
        Assert.Equal([$"arn:{partition.Id}:"], arns.Distinct());
        var hosts = Host().Matches(graph).Select(match => match.Value).Distinct().ToArray();
        Assert.Contains($"mock-ats.iot.{region}.{partition.DnsSuffix}", hosts);
        // Service principals are called the same in every partition.
        Assert.All(hosts.Except(Services), host => Assert.EndsWith($".{region}.{partition.DnsSuffix}", host, StringComparison.Ordinal));
    }

    private static StackSettings Moved(StackSettings settings, string region, AwsPartition partition) => settings with
    {
        Region = region,
        HomeRegion = region,
        ReplicaRegions = [],
        Installer = settings.Installer?.Replace("arn:aws:", $"arn:{partition.Id}:", StringComparison.Ordinal),
        ClaimAuthorization = settings.ClaimAuthorization is not ClaimAuthorization.Cognito cognito ? settings.ClaimAuthorization
            : cognito with { UserPoolArns = [.. cognito.UserPoolArns.Select(pool => pool.Replace("arn:aws:", $"arn:{partition.Id}:", StringComparison.Ordinal).Replace("us-east-1", region, StringComparison.Ordinal))] },
        AlarmTopics = [.. settings.AlarmTopics.Select(topic => topic.Replace("arn:aws:", $"arn:{partition.Id}:", StringComparison.Ordinal))],
    };

    [GeneratedRegex("arn:[a-z-]*:")]
    private static partial Regex Arn();

    [GeneratedRegex(@"[a-z0-9.-]+\.amazonaws\.[a-z]+(\.[a-z]+)*")]
    private static partial Regex Host();
}
