using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace Infra.Lambdas.Hosting;

/// <summary>What a function stands on: its environment, the time, its log.</summary>
internal sealed record FunctionHost(Func<string, string?> Environment, TimeProvider Time, Stream Log)
{
    public static FunctionHost OfThisProcess { get; } =
        new(System.Environment.GetEnvironmentVariable, TimeProvider.System, Console.OpenStandardOutput());

    public async Task RunAsync(HttpClient? httpClient, CancellationToken cancellationToken)
    {
        _ = WarmUp.Begin();
        IFunction function = null!;
        var builder = LambdaBootstrapBuilder
            .Create((Stream @event, ILambdaContext context) => function.HandleAsync(@event, InvocationOf(context)))
            .UseBootstrapHandler(() =>
            {
                // Inside the bootstrap, so that a setting that is missing reaches Lambda as an initialization error.
                function = FunctionCatalogue.Compose(this);
                return Task.FromResult(true);
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
