namespace Pulumi;

public sealed partial class Deployment
{
    internal const string NoEngine =
        "this build uses the stand-in for the package Pulumi, which has no engine: `pulumi up` needs a build with the real package "
        + "(./infra packages real, then run it again)";

    public static Task<int> RunAsync(Action action) => RefuseToRun();

    public static Task<int> RunAsync(Func<IDictionary<string, object?>> func) => RefuseToRun();

    public static Task<int> RunAsync(Func<Task> func) => RefuseToRun();

    public static Task<int> RunAsync(Func<Task<IDictionary<string, object?>>> func, StackOptions? options = null) => RefuseToRun();

    public static Task<int> RunAsync<TStack>() where TStack : Stack, new() => RefuseToRun();

    public static Task<int> RunAsync<TStack>(IServiceProvider serviceProvider) where TStack : Stack => RefuseToRun();

    private static async Task<int> RefuseToRun()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PULUMI_MONITOR")))
        {
            throw new InvalidOperationException(
                $"Program run without the Pulumi engine available; re-run using the `pulumi` CLI. Besides, {NoEngine}");
        }
        // An engine has started this program, and reads its exit code and its standard error.
        await Console.Error.WriteLineAsync(NoEngine).ConfigureAwait(false);
        return Environment.ExitCode = 1;
    }
}
