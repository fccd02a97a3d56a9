using Infra.Components;
using Infra.Identity;
using Pulumi;
using Pulumi.Testing;

namespace Infra.Tests.Components;

/// <summary>Runs a few lines of a program against the recorder.</summary>
internal static class Deployed
{
    public static ResourceNames Names { get; } = new(SkuName.Parse("widgiot"), "us-east-1");

    public static FunctionDefaults Functions { get; } = new() { Names = Names, CodePath = "functions.zip" };

    public static async Task<Recorder> By(Action program)
    {
        var recorder = new Recorder();
        await Deployment.TestAsync(recorder, new TestOptions { ProjectName = "device-provisioning", StackName = "test", IsPreview = false }, program);
        return recorder;
    }

    /// <summary>What the program is refused with.</summary>
    public static async Task<string> RefusalOf(Action program) => (await Assert.ThrowsAnyAsync<Exception>(() => By(program))).ToString();
}
