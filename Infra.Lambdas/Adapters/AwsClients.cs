using Amazon.ACMPCA;
using Amazon.DynamoDBv2;
using Amazon.IoT;
using Amazon.Runtime;
using Infra.Lambdas.Hosting;

namespace Infra.Lambdas.Adapters;

/// <summary>
/// AWS clients as a function wants them: the credentials of its environment and no others (no profile, no metadata service to ask at a
/// cold start), retries that fit within one invocation. Region and AWS_ENDPOINT_URL are the SDK's own to read.
/// </summary>
internal static class AwsClients
{
    public static AmazonDynamoDBClient DynamoDb() => new(Credentials(), Patient(new AmazonDynamoDBConfig()));

    /// <summary>The table of devices is read on every event, so without the client above, and over a connection that is there when the first one comes.</summary>
    public static DynamoDbGetItem GetItem(WarmUp? warmUp)
    {
        var getItem = new DynamoDbGetItem(Environment.GetEnvironmentVariable, TimeProvider.System);
        warmUp?.Add(getItem.ConnectAsync);
        return getItem;
    }

    public static AmazonACMPCAClient AcmPca() => new(Credentials(), Patient(new AmazonACMPCAConfig()));

    public static AmazonIoTClient Iot() => new(Credentials(), Patient(new AmazonIoTConfig()));

    private static EnvironmentVariablesAWSCredentials Credentials() => new();

    private static TConfig Patient<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = 2;
        config.Timeout = TimeSpan.FromSeconds(5);
        return config;
    }
}
