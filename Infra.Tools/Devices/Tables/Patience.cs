using System.Net;
using Amazon.Runtime;

namespace Infra.Tools.Devices.Tables;

/// <summary>
/// How long to wait before the same is tried again: exponential, with full jitter, so that parallel batches do not come back together
/// (aws.amazon.com/builders-library, "Timeouts, retries and backoff with jitter").
/// </summary>
internal sealed class Patience(TimeProvider clock, TimeSpan? firstWait = null)
{
    // Up to about a minute of waiting in all: an on-demand table doubles its capacity well within that.
    private const int MostFailures = 15;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _firstWait = firstWait ?? TimeSpan.FromMilliseconds(50);

    /// <summary>Makes a call until it succeeds, fails for good, or has failed too often.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (failures <= MostFailures && IsTransient(exception) && !cancellationToken.IsCancellationRequested)
            {
                await WaitAsync(failures, cancellationToken);
            }
        }
    }

    /// <summary>Waits before what a batch left over is sent again. Progress starts the count anew; none for too long is a failure.</summary>
    public async Task<int> WaitForLeftoversAsync(int failures, bool progressed, CancellationToken cancellationToken)
    {
        failures = progressed ? 1 : failures + 1;
        if (failures > MostFailures)
        {
            throw new ToolException(ExitCodes.Aws, "aws-throttled", $"the table took nothing of a batch in {MostFailures} tries in a row", "raise the table's capacity, or lower --parallel");
        }

        await WaitAsync(failures, cancellationToken);
        return failures;
    }

    private Task WaitAsync(int failures, CancellationToken cancellationToken)
    {
        var longest = Math.Min(_longestWait.TotalMilliseconds, _firstWait.TotalMilliseconds * Math.Pow(2, failures - 1));
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest), clock, cancellationToken);
    }

    private static bool IsTransient(Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode: "ProvisionedThroughputExceededException" or "ThrottlingException" or "RequestLimitExceeded" or "LimitExceededException" } => true,
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,
        AmazonServiceException { InnerException: HttpRequestException or IOException } => true,
        HttpRequestException or IOException or TimeoutException => true,
        OperationCanceledException => true, // of the client's own timeout: the caller's cancellation was ruled out
        _ => false,
    };
}
