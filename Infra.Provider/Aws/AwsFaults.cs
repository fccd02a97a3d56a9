using System.Net;
using Amazon.Runtime;
using Infra.Provider.Ports;

namespace Infra.Provider.Aws;

/// <summary>Which of the SDK's exceptions are worth another try.</summary>
internal static class AwsFaults
{
    /// <summary>Runs the call; a fault that may pass becomes a <see cref="TransientFaultException"/>.</summary>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
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
        catch (Exception e) when (e is HttpRequestException or IOException || e is AmazonServiceException { InnerException: HttpRequestException or IOException })
        {
            throw new TransientFaultException($"no answer from AWS: {e.Message}", mayHaveTakenEffect: true, e);
        }
    }

    private static bool IsThrottled(AmazonServiceException e) =>
        e.StatusCode == HttpStatusCode.TooManyRequests
        || e.ErrorCode is "ThrottlingException" or "Throttling" or "TooManyRequestsException" or "RequestLimitExceeded";
}
