using Amazon;
using Amazon.ACMPCA;
using Amazon.DynamoDBv2;
using Amazon.IoT;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Infra.Identity.Aws;

namespace Infra.Tools.Aws;

/// <summary>Makes the SDK's clients for the commands; a test points them elsewhere.</summary>
/// <param name="Iot">AWS IoT of a region; null: the region of the environment.</param>
internal sealed record AwsClients(Func<string?, AmazonIoTClient> Iot)
{
    /// <summary>DynamoDB without retries of the SDK's own: the importer's back-off has to see every throttled call.</summary>
    public Func<AwsTarget, AmazonDynamoDBClient> DynamoDb { get; init; } =
        target => new(target.Configure(new AmazonDynamoDBConfig { MaxErrorRetry = 0, Timeout = TimeSpan.FromSeconds(30) }));

    public Func<AwsTarget, AmazonACMPCAClient> AcmPca { get; init; } = target => new(target.Configure(new AmazonACMPCAConfig()));

    /// <summary>Whose requests they are, where no client of the SDK signs them.</summary>
    public Func<Task<SigningCredentials>> Credentials { get; init; } = async () =>
    {
        var found = await DefaultAWSCredentialsIdentityResolver.GetCredentials().GetCredentialsAsync();
        return new(found.AccessKey, found.SecretKey, found.Token is { Length: > 0 } token ? token : null);
    };

    /// <summary>The environment's region, or null where it has none.</summary>
    public Func<string?> Region { get; init; } = () => FallbackRegionFactory.GetRegionEndpoint()?.SystemName;

    /// <summary>Credentials, region and endpoints as every AWS tool takes them (AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, ...).</summary>
    public static AwsClients FromEnvironment { get; } = new(region =>
    {
        var config = new AmazonIoTConfig();
        if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            // With a configured endpoint (AWS_ENDPOINT_URL) the SDK signs for AWS_REGION unless told.
            config.AuthenticationRegion = region;
        }

        return new AmazonIoTClient(config);
    });
}
