using System.Collections.Immutable;
using Infra.Components;
using Infra.Identity;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Benchmarks.Plan;

/// <summary>A product line in several regions, as one would deploy it for production: a stack a region, which differ in their region only.</summary>
internal sealed class ProductLine(int regions)
{
    /// <summary>The regions of AWS that have all services of the program, more than any product line needs.</summary>
    private static readonly ImmutableArray<string> Known =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1", "eu-west-1", "eu-west-2",
        "eu-west-3", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "il-central-1", "me-south-1", "me-central-1", "af-south-1",
        "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    ];

    public int Regions { get; } = regions;

    /// <summary>Plans all its stacks, one after the other; how many resources they register.</summary>
    public async Task<int> PlanAsync()
    {
        var resources = 0;
        foreach (var region in Known.Take(Regions))
        {
            var mocks = new PlanMocks(region);
            await Deployment.TestWithServiceProviderAsync<ProvisioningStack>(
                mocks, new OneStack(SettingsOf(region)), new TestOptions { ProjectName = "device-provisioning", StackName = region, IsPreview = true });
            resources += mocks.Registered;
        }
        return resources;
    }

    private StackSettings SettingsOf(string region) => new()
    {
        Sku = SkuName.Parse("widgiot"),
        Region = region,
        HomeRegion = Known[0],
        ReplicaRegions = [.. Known.Take(Regions).Skip(1)],
        Authority = new() { Parent = new Parent.Offline(new SignedAuthority("mock certificate", "mock chain")), Organization = "Example", Country = "US" },
        Crl = true,
        Monitoring = true,
        IotLogLevel = "WARN",
    };

    private sealed class OneStack(StackSettings settings) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ProvisioningStack) ? new ProvisioningStack(settings) : null;
    }
}
