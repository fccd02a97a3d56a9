using Infra.Components;
using Infra.Tests.Golden;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.Program;

[Collection("pulumi")]
public sealed class A_provisioning_stack
{
    internal static StackSettings Dev => new()
    {
        Sku = SkuName.Parse("widgiot"),
        Region = "us-east-1",
        ReplicaRegions = ["eu-west-1"],
        Issuers = Issuers.AcmPca | Issuers.IotCore,
        Parent = new Parent.Software("mock parent chain", "mock parent key"),
        Protect = false,
    };

    [Fact]
    public async Task renders_the_golden_graph_and_policies_of_the_dev_profile()
    {
        var recorder = await Deployed(Dev);

        GoldenFile.Matches("Infra.Tests/Golden/stacks/dev.json", GoldenText.Graph(recorder));
        GoldenFile.FolderMatches("policies/dev", GoldenText.Policies(recorder));
    }

    internal static async Task<Recorder> Deployed(StackSettings settings, bool preview = false)
    {
        var recorder = new Recorder(settings.Region);
        await Deployment.TestWithServiceProviderAsync<ProvisioningStack>(recorder, new OneStack(settings),
            new TestOptions { ProjectName = "device-provisioning", StackName = "dev", IsPreview = preview });
        return recorder;
    }

    private sealed class OneStack(StackSettings settings) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ProvisioningStack) ? new ProvisioningStack(settings) : null;
    }
}
