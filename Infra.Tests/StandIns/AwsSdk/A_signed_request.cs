using Amazon;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;

namespace Infra.Tests.StandIns.AwsSdk;

public sealed class A_signed_request
{
    [Fact]
    public async Task names_iot_and_the_region_in_its_credential_scope()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = Clients.Iot(endpoint);

        await client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest());

        Assert.Matches("^20[0-9]{6}/eu-west-1/iot/aws4_request$", SigV4.CredentialScope(endpoint.Single));
    }

    [Fact]
    public async Task names_acm_pca_and_the_region_in_its_credential_scope()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = Clients.AcmPca(endpoint);

        await client.DescribeCertificateAuthorityAsync(new DescribeCertificateAuthorityRequest { CertificateAuthorityArn = "arn" });

        Assert.Matches("^20[0-9]{6}/us-east-1/acm-pca/aws4_request$", SigV4.CredentialScope(endpoint.Single));
    }

    [Fact]
    public async Task verifies_against_the_secret_with_a_body()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = Clients.AcmPca(endpoint);

        await client.GetCertificateAsync(new GetCertificateRequest { CertificateAuthorityArn = "arn:a", CertificateArn = "arn:b" });

        Assert.True(SigV4.Verifies(endpoint.Single, Clients.Secret));
        Assert.False(SigV4.Verifies(endpoint.Single with { Body = endpoint.Single.Body + " " }, Clients.Secret));
    }

    [Fact]
    public async Task verifies_against_the_secret_with_an_encoded_path_and_a_query()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = Clients.Iot(endpoint);

        await client.ListAttachedPoliciesAsync(new ListAttachedPoliciesRequest { Target = "arn:aws:iot:eu-west-1:123456789012:cert/0a1b", Recursive = true });

        Assert.True(SigV4.Verifies(endpoint.Single, Clients.Secret));
        Assert.False(SigV4.Verifies(endpoint.Single with { Query = "recursive=false" }, Clients.Secret));
    }

    [Fact]
    public async Task carries_the_session_token()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = new AmazonIoTClient("AKIDEXAMPLE", Clients.Secret, "token-1", new AmazonIoTConfig { ServiceURL = endpoint.Url, AuthenticationRegion = "eu-west-1" });

        await client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest());

        Assert.Equal("token-1", endpoint.Single.Header("X-Amz-Security-Token"));
        Assert.Contains("x-amz-security-token", endpoint.Single.Header("Authorization"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1", "https://iot.us-east-1.amazonaws.com", "https://acm-pca.us-east-1.amazonaws.com")]
    [InlineData("cn-north-1", "https://iot.cn-north-1.amazonaws.com.cn", "https://acm-pca.cn-north-1.amazonaws.com.cn")]
    public void goes_to_the_regions_endpoint_when_none_is_configured(string region, string iot, string acmPca)
    {
        using var iotClient = new AmazonIoTClient("a", "b", RegionEndpoint.GetBySystemName(region));
        using var acmPcaClient = new AmazonACMPCAClient(new BasicAWSCredentials("a", "b"), RegionEndpoint.GetBySystemName(region));

        Assert.Equal(iot, iotClient.DetermineServiceOperationEndpoint(new GetRegistrationCodeRequest()).URL.TrimEnd('/'));
        Assert.Equal(acmPca, acmPcaClient.DetermineServiceOperationEndpoint(new ListCertificateAuthoritiesRequest()).URL.TrimEnd('/'));
    }
}
