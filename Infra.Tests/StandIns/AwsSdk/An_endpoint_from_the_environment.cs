using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;

namespace Infra.Tests.StandIns.AwsSdk;

/// <summary>Environment variables are the process's: these tests run while no other does.</summary>
[CollectionDefinition("environment variables", DisableParallelization = true)]
public sealed class EnvironmentVariablesCollection;

[Collection("environment variables")]
public sealed class An_endpoint_from_the_environment : IDisposable
{
    private static readonly string[] Names = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_IOT", "AWS_ENDPOINT_URL_ACM_PCA"];

    private readonly string?[] before = [.. Names.Select(Environment.GetEnvironmentVariable)];

    public void Dispose()
    {
        foreach (var (name, value) in Names.Zip(before))
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Fact]
    public async Task for_all_services_is_used()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        Set(endpoint.Url, null, null);

        await CallBoth();

        Assert.Equal(2, endpoint.All.Count);
        // With any configured endpoint the SDK signs for AuthenticationRegion, else for AWS_REGION, and never asks RegionEndpoint.
        Assert.EndsWith("/us-west-2/iot/aws4_request", SigV4.CredentialScope(endpoint.All[0]), StringComparison.Ordinal);
        Assert.EndsWith("/us-west-2/acm-pca/aws4_request", SigV4.CredentialScope(endpoint.All[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task for_one_service_wins_over_that_for_all()
    {
        await using var all = await RecordingEndpoint.StartAsync();
        await using var iot = await RecordingEndpoint.StartAsync();
        await using var acmPca = await RecordingEndpoint.StartAsync();
        Set(all.Url, iot.Url, acmPca.Url);

        await CallBoth();

        Assert.Empty(all.All);
        Assert.Equal("/registrationcode", iot.Single.Path);
        Assert.Equal("ACMPrivateCA.ListCertificateAuthorities", acmPca.Single.Header("X-Amz-Target"));
    }

    private static void Set(params string?[] values)
    {
        foreach (var (name, value) in Names.Zip(values))
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private static async Task CallBoth()
    {
        var credentials = new BasicAWSCredentials("AKIDEXAMPLE", Clients.Secret);
        using var iot = new AmazonIoTClient(
            credentials, new AmazonIoTConfig { RegionEndpoint = Amazon.RegionEndpoint.USEast2, AuthenticationRegion = "us-west-2" });
        using var acmPca = new AmazonACMPCAClient(
            credentials, new AmazonACMPCAConfig { RegionEndpoint = Amazon.RegionEndpoint.USEast2, AuthenticationRegion = "us-west-2" });
        await iot.GetRegistrationCodeAsync(new GetRegistrationCodeRequest());
        await acmPca.ListCertificateAuthoritiesAsync(new ListCertificateAuthoritiesRequest());
    }
}
