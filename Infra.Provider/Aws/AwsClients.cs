using Amazon;
using Amazon.ACMPCA;
using Amazon.IoT;
using Infra.Provider.Ports;

namespace Infra.Provider.Aws;

/// <summary>Clients of the SDK as the provider wants them.</summary>
public static class AwsClients
{
    /// <summary>Credentials and endpoints from the environment, as every AWS tool takes them (AWS_PROFILE, AWS_ENDPOINT_URL, ...).</summary>
    public static AwsPorts FromEnvironment() => new(
        region => new AwsIotCaRegistry(new AmazonIoTClient(WithoutRetries(new AmazonIoTConfig(), region))),
        region => new AcmPcaPrivateCa(new AmazonACMPCAClient(WithoutRetries(new AmazonACMPCAConfig(), region))),
        region => new AwsIotCertificateProviders(new AmazonIoTClient(WithoutRetries(new AmazonIoTConfig(), region))));

    /// <summary>Clients for a given endpoint, such as the local cloud's.</summary>
    public static AwsPorts At(Uri endpoint, Amazon.Runtime.AWSCredentials credentials) => new(
        region => new AwsIotCaRegistry(new AmazonIoTClient(credentials, At(endpoint, new AmazonIoTConfig(), region))),
        region => new AcmPcaPrivateCa(new AmazonACMPCAClient(credentials, At(endpoint, new AmazonACMPCAConfig(), region))),
        region => new AwsIotCertificateProviders(new AmazonIoTClient(credentials, At(endpoint, new AmazonIoTConfig(), region))));

    private static T At<T>(Uri endpoint, T config, string region) where T : Amazon.Runtime.ClientConfig
    {
        config.MaxErrorRetry = 0;
        config.ServiceURL = endpoint.ToString();
        config.AuthenticationRegion = region;
        return config;
    }

    // The provider retries itself: Patience says why.
    private static T WithoutRetries<T>(T config, string region) where T : Amazon.Runtime.ClientConfig
    {
        config.MaxErrorRetry = 0;
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        // With a configured endpoint (AWS_ENDPOINT_URL) the SDK signs for AWS_REGION unless told; a resource may be of another region.
        config.AuthenticationRegion = region;
        return config;
    }
}
