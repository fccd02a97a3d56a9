using Amazon.ACMPCA;
using Amazon.IoT;
using Amazon.Runtime;

namespace Infra.Tests.StandIns.AwsSdk;

internal static class Clients
{
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static readonly BasicAWSCredentials Credentials = new("AKIDEXAMPLE", Secret);

    public static AmazonIoTClient Iot(RecordingEndpoint endpoint, int retries = 2) => new(
        Credentials, new AmazonIoTConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = retries });

    public static AmazonACMPCAClient AcmPca(RecordingEndpoint endpoint, int retries = 2) => new(
        Credentials, new AmazonACMPCAConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = retries });
}
