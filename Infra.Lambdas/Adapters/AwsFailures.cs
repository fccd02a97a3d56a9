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
            throw new PortException(FailureOf(operation, exception), operation, exception);
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or IOException)
        {
            throw new PortException(PortFailure.Unavailable, operation, exception);
        }
    }

    private static PortFailure FailureOf(string operation, AmazonServiceException exception) => exception switch
    {
        { StatusCode: HttpStatusCode.TooManyRequests } => PortFailure.Throttled,
        { ErrorCode: "Throttling" or "ThrottlingException" or "TooManyRequestsException" } => PortFailure.Throttled,
        { ErrorCode: "RequestLimitExceeded" or "ProvisionedThroughputExceededException" } => PortFailure.Throttled,
        { ErrorCode: "MalformedCSRException" } => PortFailure.Rejected,

        // AWS IoT has no code of its own for a bad CSR. Of any other call, what is invalid is ours and not the device's.
        { ErrorCode: "InvalidRequestException" } when operation == "iot:CreateCertificateFromCsr" => PortFailure.Rejected,
        _ => PortFailure.Unavailable,
    };
}
