using System.Reflection;
using Pulumi.Experimental;
using Pulumi.Testing;

namespace Pulumi;

public sealed partial class Deployment
{
    /// <summary>The exit code after failures that the user has been told of.</summary>
    private const int FailedAndSaid = 32;

    public static Task<ImmutableArray<Resource>> TestAsync<TStack>(IMocks mocks, TestOptions? options = null)
        where TStack : Stack, new()
        => RunWithMocksAsync(mocks, options, () => (TStack)Activator.CreateInstance(
            typeof(TStack), BindingFlags.DoNotWrapExceptions, binder: null, args: null, culture: null)!);

    public static Task<ImmutableArray<Resource>> TestWithServiceProviderAsync<TStack>(
        IMocks mocks, IServiceProvider serviceProvider, TestOptions? options = null)
        where TStack : Stack
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        return RunWithMocksAsync(mocks, options, () => serviceProvider.GetService(typeof(TStack)) as TStack
            ?? throw new InvalidOperationException(
                $"Failed to resolve instance of type {typeof(TStack)} from service provider. Register the type with the service provider before calling {nameof(RunAsync)}."));
    }

    public static async Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Action createResources)
        => (await TestFunctionAsync(testMocks, testOptions, () =>
        {
            createResources();
            return new Dictionary<string, object?>();
        }).ConfigureAwait(false)).Resources;

    public static async Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Func<Task> createResources)
        => (await TestFunctionAsync(testMocks, testOptions, () =>
        {
            createResources().GetAwaiter().GetResult();
            return new Dictionary<string, object?>();
        }).ConfigureAwait(false)).Resources;

    public static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks, TestOptions testOptions, Func<IDictionary<string, object?>> createResources)
        => TestFunctionAsync(testMocks, testOptions, createResources);

    public static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks, TestOptions testOptions, Func<Task<IDictionary<string, object?>>> createResources)
        => TestFunctionAsync(testMocks, testOptions, () => createResources().GetAwaiter().GetResult());

    private static async Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestFunctionAsync(
        IMocks mocks, TestOptions options, Func<IDictionary<string, object?>> createResources)
    {
        var resources = await RunWithMocksAsync(mocks, options, () => new FunctionStack(createResources)).ConfigureAwait(false);
        var outputs = resources.OfType<FunctionStack>().FirstOrDefault()?.ReturnValue ?? new Dictionary<string, object?>();
        return ([.. resources.Where(resource => resource is not FunctionStack)], outputs);
    }

    private static async Task<ImmutableArray<Resource>> RunWithMocksAsync(IMocks mocks, TestOptions? options, Func<Stack> createStack)
    {
        var engine = new MockEngine();
        var monitor = new MockMonitor(mocks);
        var deployment = new Deployment(engine, monitor, options);
        if (s_instance.Value is not null)
        {
            throw new InvalidOperationException("Deployment.Instance should only be set once at the beginning of a 'Run' call.");
        }
        s_instance.Value = new(deployment);
        await deployment.RunStackAsync(createStack).ConfigureAwait(false);
        return engine.Errors switch
        {
            [] => monitor.Resources,
            [var only] => throw new RunException(only),
            var several => throw new AggregateException(several.Select(error => new RunException(error))),
        };
    }

    private async Task RunStackAsync(Func<Stack> createStack)
    {
        ImmutableArray<Exception> failures;
        try
        {
            InFlight.Add(createStack().RegisterOwnOutputs().Data);
            failures = await InFlight.WaitAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failures = [exception];
        }
        foreach (var failure in failures)
        {
            await ReportAsync(failure).ConfigureAwait(false);
        }
        if (failures.Length > 0)
        {
            Environment.ExitCode = FailedAndSaid;
        }
    }

    private Task ReportAsync(Exception failure) => failure switch
    {
        LogException => Console.Error.WriteLineAsync($"Error occurred trying to send logging message to engine:\n{failure}"),
        RunException => Log.WriteAsync(LogSeverity.Error, failure.Message),
        ResourceException { HideStack: true } hidden => Log.WriteAsync(LogSeverity.Error, hidden.Message, hidden.Resource),
        ResourceException shown => Log.WriteAsync(LogSeverity.Error, shown.ToString(), shown.Resource),
        _ => Log.WriteAsync(
            LogSeverity.Error,
            $"Running program '{Assembly.GetEntryAssembly()?.Location}' failed with an unhandled exception:\n{failure}"),
    };

    /// <summary>The stack of a program that is a function.</summary>
    private sealed class FunctionStack : Stack
    {
        public FunctionStack(Func<IDictionary<string, object?>> createResources) => ReturnValue = createResources();

        public IDictionary<string, object?> ReturnValue { get; }
    }
}
