using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Local.Review;

/// <summary>The program as a profile deploys it: what it registered, by wire name and as objects.</summary>
internal sealed record ReviewedProgram(Profile Profile, Recorder Recorder, ImmutableArray<Resource> Resources)
{
    public static async Task<ReviewedProgram> RunAsync(Profile profile)
    {
        var settings = await profile.SettingsAsync();
        var recorder = new Recorder(settings.Region);
        var resources = await Deployment.TestWithServiceProviderAsync<ProvisioningStack>(recorder, new OneStack(settings),
            new TestOptions { ProjectName = "device-provisioning", StackName = profile.Name, IsPreview = false });
        return new(profile, recorder, resources);
    }

    private sealed class OneStack(StackSettings settings) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ProvisioningStack) ? new ProvisioningStack(settings) : null;
    }
}
