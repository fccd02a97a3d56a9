using Infra.Lambdas.Hosting;

namespace Infra.Lambdas;

/// <summary>The one seam to the Lambda runtime: the same loop in AWS, in tests and in the local cloud.</summary>
public static class Function
{
    /// <summary>Becomes the function that its environment names and serves events until cancelled.</summary>
    /// <param name="httpClient">Speaks to the Runtime API; its base address, if any, is where. Default: AWS_LAMBDA_RUNTIME_API.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public static Task RunAsync(HttpClient? httpClient = null, CancellationToken cancellationToken = default) =>
        FunctionHost.OfThisProcess.RunAsync(httpClient, cancellationToken);
}
