using Pulumi;

namespace Infra.Tests.StandIns.PulumiAws;

internal static class Values
{
    /// <summary>An output's value, once it is known.</summary>
    public static Task<T> Of<T>(Output<T> output)
    {
        var value = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        output.Apply(known =>
        {
            value.SetResult(known);
            return known;
        });
        return value.Task;
    }
}
