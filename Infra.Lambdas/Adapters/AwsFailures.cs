using System.Net;
using Amazon.Runtime;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>Turns the SDK's exceptions into the ports' words. Cancellation passes through.</summary>
internal static class AwsFailures
{
    public static async Task<T> InDomainWords<T>(string operation, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException exception)
        {
            throw new PortException(FailureOf(exception), operation, exception);
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or IOException)
        {
            throw new PortException(PortFailure.Unavailable, operation, exception);
        }
    }

    private static PortFailure FailureOf(AmazonServiceException exception) => exception switch
    {
        { StatusCode: HttpStatusCode.TooManyRequests } => PortFailure.Throttled,
        { ErrorCode: "Throttling" or "ThrottlingException" or "TooManyRequestsException" or "RequestLimitExceeded" } => PortFailure.Throttled,
        { ErrorCode: "ProvisionedThroughputExceededException" or "LimitExceededException" } => PortFailure.Throttled,
        { ErrorCode: "MalformedCSRException" or "InvalidRequestException" or "CertificateValidationException" } => PortFailure.Rejected,
        _ => PortFailure.Unavailable,
    };
}
