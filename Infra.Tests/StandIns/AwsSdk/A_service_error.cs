using System.Net;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Amazon.IoT;
using Amazon.IoT.Model;

namespace Infra.Tests.StandIns.AwsSdk;

public sealed class A_service_error
{
    [Fact]
    public async Task of_iot_becomes_the_exception_that_its_header_names()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"message":"no such thing"}""", 404, "ResourceNotFoundException"));
        using var client = Clients.Iot(endpoint);

        var error = await Assert.ThrowsAsync<Amazon.IoT.Model.ResourceNotFoundException>(() => client.DescribeThingAsync(new DescribeThingRequest { ThingName = "t" }));

        Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
        Assert.Equal("ResourceNotFoundException", error.ErrorCode);
        Assert.Equal("no such thing", error.Message);
        Assert.Equal("request-1", error.RequestId);
        Assert.IsAssignableFrom<AmazonIoTException>(error);
        Assert.Single(endpoint.All);
    }

    [Fact]
    public async Task of_iot_may_name_its_namespace_too()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"message":"there already"}""", 409, "ResourceAlreadyExistsException:http://internal.amazon.com/coral/com.amazonaws.iot/"));
        using var client = Clients.Iot(endpoint);

        await Assert.ThrowsAsync<ResourceAlreadyExistsException>(() => client.RegisterCACertificateAsync(new RegisterCACertificateRequest { CaCertificate = "x" }));
    }

    [Fact]
    public async Task of_acm_pca_becomes_the_exception_that_its_body_names()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"__type":"RequestInProgressException","message":"wait"}""", 400));
        using var client = Clients.AcmPca(endpoint, retries: 0);

        var error = await Assert.ThrowsAsync<RequestInProgressException>(
            () => client.GetCertificateAsync(new GetCertificateRequest { CertificateAuthorityArn = "a", CertificateArn = "c" }));

        Assert.Equal("RequestInProgressException", error.ErrorCode);
        Assert.Equal("wait", error.Message);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
    }

    [Fact]
    public async Task of_acm_pca_with_a_service_prefix_is_known_too()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"__type":"com.amazonaws.acmpca#InvalidStateException","message":"not active"}""", 400));
        using var client = Clients.AcmPca(endpoint);

        await Assert.ThrowsAsync<InvalidStateException>(
            () => client.IssueCertificateAsync(new IssueCertificateRequest { CertificateAuthorityArn = "a", SigningAlgorithm = SigningAlgorithm.SHA256WITHECDSA }));
    }

    [Theory]
    [InlineData(403, "AccessDeniedException")]
    [InlineData(400, "UnrecognizedClientException")]
    public async Task that_the_service_does_not_declare_becomes_the_services_own(int status, string code)
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"message":"no"}""", status, code), new Answer($$"""{"__type":"{{code}}","Message":"no"}""", status));
        using var iot = Clients.Iot(endpoint, retries: 0);
        using var acmPca = Clients.AcmPca(endpoint, retries: 0);

        var first = await Assert.ThrowsAsync<AmazonIoTException>(() => iot.GetRegistrationCodeAsync(new GetRegistrationCodeRequest()));
        var second = await Assert.ThrowsAsync<AmazonACMPCAException>(() => acmPca.ListCertificateAuthoritiesAsync(new ListCertificateAuthoritiesRequest()));

        Assert.Equal((code, (HttpStatusCode)status), (first.ErrorCode, first.StatusCode));
        Assert.Equal((code, (HttpStatusCode)status), (second.ErrorCode, second.StatusCode));
    }

    [Fact]
    public async Task without_a_readable_body_still_is_an_exception_with_its_status()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("", 403));
        using var client = Clients.Iot(endpoint, retries: 0);

        var error = await Assert.ThrowsAsync<AmazonIoTException>(() => client.GetRegistrationCodeAsync(new GetRegistrationCodeRequest()));

        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
    }
}
