using Amazon.ACMPCA.Model;
using Amazon.IoT.Model;
using Amazon.Runtime;

namespace Infra.Tests.StandIns.AwsSdk;

public sealed class A_failed_call
{
    [Fact]
    public async Task that_was_throttled_is_tried_again()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"message":"slow down"}""", 429, "ThrottlingException"), new Answer("""{"registrationCode":"abc"}"""));
        using var client = Clients.Iot(endpoint);

        var response = await client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest());

        Assert.Equal("abc", response.RegistrationCode);
        Assert.Equal(2, endpoint.All.Count);
        Assert.All(endpoint.All, request => Assert.True(SigV4.Verifies(request, Clients.Secret)));
    }

    [Fact]
    public async Task that_was_throttled_by_acm_pca_is_tried_again_with_the_same_body()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"__type":"ThrottlingException","message":"slow down"}""", 400), new Answer("""{"CertificateArn":"arn:c"}"""));
        using var client = Clients.AcmPca(endpoint);
        using var csr = new MemoryStream("csr"u8.ToArray());

        var response = await client.IssueCertificateAsync(new IssueCertificateRequest { CertificateAuthorityArn = "a", Csr = csr, IdempotencyToken = "t" });

        Assert.Equal("arn:c", response.CertificateArn);
        Assert.Equal(endpoint.All[0].Body, endpoint.All[1].Body);
    }

    [Fact]
    public async Task is_tried_again_after_a_server_fault_but_not_for_ever()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync([.. Enumerable.Repeat(new Answer("{}", 503), 10)]);
        using var client = Clients.Iot(endpoint, retries: 1);

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest()));

        Assert.Equal(2, endpoint.All.Count);
    }

    [Fact]
    public async Task that_the_caller_got_wrong_is_not_tried_again()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"message":"bad"}""", 400, "InvalidRequestException"));
        using var client = Clients.Iot(endpoint);

        await Assert.ThrowsAsync<Amazon.IoT.Model.InvalidRequestException>(() => client.RegisterThingAsync(new RegisterThingRequest { TemplateBody = "{}" }));

        Assert.Single(endpoint.All);
    }

    [Fact]
    public async Task that_was_cancelled_ends_as_cancelled()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("", Never: true));
        using var client = Clients.Iot(endpoint);
        using var cancellation = new CancellationTokenSource();

        var call = client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest(), cancellation.Token);
        while (endpoint.All.Count == 0)
        {
            await Task.Delay(10);
        }

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(endpoint.All);
    }
}
