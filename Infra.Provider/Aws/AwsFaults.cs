using System.Net;
using Amazon.Runtime;
using Infra.Provider.Ports;

namespace Infra.Provider.Aws;

/// <summary>Which of the SDK's exceptions are worth another try.</summary>
internal static class AwsFaults
{
    /// <summary>Runs the call; its fault becomes a <see cref="TransientFaultException"/> if it may pass, else an <see cref="AwsRefusalException"/>.</summary>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (IsThrottled(e))
        {
            throw new TransientFaultException(e.Message, mayHaveTakenEffect: false, e);
        }
        catch (AmazonServiceException e) when (e.StatusCode >= HttpStatusCode.InternalServerError)
        {
            throw new TransientFaultException(e.Message, mayHaveTakenEffect: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException
            || e is AmazonServiceException { InnerException: HttpRequestException or IOException or TimeoutException })
        {
            throw new TransientFaultException($"no answer from AWS: {e.Message}", mayHaveTakenEffect: true, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The HTTP client's own timeout comes as a cancellation that nobody asked for.
            throw new TransientFaultException("no answer from AWS in time", mayHaveTakenEffect: true, e);
        }
        catch (AmazonServiceException e)
        {
            throw new AwsRefusalException($"{e.Message} ({e.ErrorCode})", e);
        }
    }

    private static bool IsThrottled(AmazonServiceException e) =>
        e.StatusCode == HttpStatusCode.TooManyRequests
        || e.ErrorCode is "ThrottlingException" or "Throttling" or "TooManyRequestsException" or "RequestLimitExceeded";
}
