using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Local.Review;

/// <summary>The program as a profile deploys it: what it registered, by wire name and as objects.</summary>
internal sealed record ReviewedProgram(Profile Profile, Recorder Recorder, ImmutableArray<Resource> Resources)
{
    /// <summary>Runs the program under a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="change">What is to be other than the profile says. Default: nothing.</param>
    public static async Task<ReviewedProgram> RunAsync(Profile profile, Func<StackSettings, StackSettings>? change = null)
    {
        var settings = await profile.SettingsAsync();
        settings = change?.Invoke(settings) ?? settings;
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
