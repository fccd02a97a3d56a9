using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Infra.Identity.Contracts;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.Hosting;

/// <summary>What a function stands on: its environment, the time, its log.</summary>
internal sealed record FunctionHost(Func<string, string?> Environment, TimeProvider Time, Stream Log)
{
    public static FunctionHost OfThisProcess { get; } =
        new(System.Environment.GetEnvironmentVariable, TimeProvider.System, Console.OpenStandardOutput()) { WarmUp = new() };

    /// <summary>Null: nothing is done ahead of the first event.</summary>
    public WarmUp? WarmUp { get; init; }

    /// <summary>The log of the function whose settings these are.</summary>
    public FunctionLog LogOf(SettingsReader settings) => new(settings.Text(EnvironmentVariables.Sku), settings.Handler, Log, Time);

    public async Task RunAsync(HttpClient? httpClient, CancellationToken cancellationToken)
    {
        IFunction function = null!;
        var builder = LambdaBootstrapBuilder
            .Create((Stream @event, ILambdaContext context) => function.HandleAsync(@event, InvocationOf(context)))
            .UseBootstrapHandler(async () =>
            {
                // Inside the bootstrap, so that a setting that is missing reaches Lambda as an initialization error.
                function = FunctionCatalogue.Compose(this);
                await (WarmUp?.FinishAsync() ?? Task.CompletedTask);
                return true;
            });
        if (httpClient is not null)
        {
            builder.UseHttpClient(httpClient)
                .ConfigureOptions(options => options.RuntimeApiEndpoint = httpClient.BaseAddress?.Authority ?? options.RuntimeApiEndpoint);
        }

        using var bootstrap = builder.Build();
        await bootstrap.RunAsync(cancellationToken);
    }

    private Invocation InvocationOf(ILambdaContext context) => new(context.AwsRequestId, Time.GetUtcNow() + context.RemainingTime);
}
