using System.Text.Json;
using Amazon.Runtime;
using Infra.Provider.Aws;
using Infra.Provider.Ports;
using Infra.Tests.StandIns.AwsSdk;

namespace Infra.Tests.Provider;

/// <summary>The ports on the SDK, over HTTP: what is asked for, and which answers are worth another try.</summary>
public sealed class The_aws_ports
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static readonly CaSettings Jitp = new(IsActive: true, AutoRegistration: true, "jitp");

    [Fact]
    public async Task register_a_ca_with_its_proof_and_template()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer($$"""{"certificateId":"{{Id}}","certificateArn":"arn:ca"}"""));

        var ca = await Iot(endpoint).RegisterAsync(new CaToRegister("CA", "V", Jitp, "us"), default);

        Assert.Equal(new RegisteredCa(Id, "arn:ca", "CA", "DEFAULT", Jitp), ca);
        Assert.Equal(("POST", "/cacertificate", "allowAutoRegistration=true&setAsActive=true"), (endpoint.Single.Method, endpoint.Single.Path, endpoint.Single.Query));
        var body = JsonDocument.Parse(endpoint.Single.Body).RootElement;
        Assert.Equal("jitp", body.GetProperty("registrationConfig").GetProperty("templateName").GetString());
        Assert.Equal("V", body.GetProperty("verificationCertificate").GetString());
        Assert.Equal("""[{"Key":"provisioning:registered-by","Value":"us"}]""", body.GetProperty("tags").GetRawText());
        Assert.Contains("/eu-west-1/", endpoint.Single.Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task register_without_proof_in_sni_only_mode()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer($$"""{"certificateId":"{{Id}}","certificateArn":"arn:ca"}"""));

        await Iot(endpoint).RegisterAsync(new CaToRegister("CA", null, Jitp with { TemplateName = null }, "us"), default);

        var body = JsonDocument.Parse(endpoint.Single.Body).RootElement;
        Assert.Equal("SNI_ONLY", body.GetProperty("certificateMode").GetString());
        Assert.False(body.TryGetProperty("verificationCertificate", out _));
        Assert.False(body.TryGetProperty("registrationConfig", out _));
    }

    [Fact]
    public async Task create_a_certificate_provider_for_the_one_operation_there_is()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"certificateProviderName":"ours","certificateProviderArn":"arn:p"}"""));

        var created = await Providers(endpoint).CreateAsync("ours", "arn:f", default);

        Assert.Equal(new SigningFunction("ours", "arn:p", "arn:f"), created);
        Assert.Equal(("POST", "/certificate-providers/ours"), (endpoint.Single.Method, endpoint.Single.Path));
        var body = JsonDocument.Parse(endpoint.Single.Body).RootElement;
        Assert.Equal(("arn:f", "CreateCertificateFromCsr"), (body.GetProperty("lambdaFunctionArn").GetString(), body.GetProperty("accountDefaultForOperations")[0].GetString()));
    }

    [Theory]
    [InlineData("ResourceAlreadyExistsException", 409, typeof(ProviderExistsException))]
    [InlineData("LimitExceededException", 410, typeof(AnotherProviderException))]
    public async Task say_that_a_certificate_providers_place_is_taken(string error, int status, Type told)
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"message":"no"}""", status, error));

        Assert.IsType(told, await Record.ExceptionAsync(() => Providers(endpoint).CreateAsync("ours", "arn:f", default)));
    }

    [Fact]
    public async Task read_change_and_delete_a_certificate_provider()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer(
            """{"certificateProviderName":"ours","certificateProviderArn":"arn:p","lambdaFunctionArn":"arn:f","accountDefaultForOperations":["CreateCertificateFromCsr"]}"""));

        Assert.Equal(new SigningFunction("ours", "arn:p", "arn:f"), await Providers(endpoint).FindAsync("ours", default));
        await Providers(endpoint).ChangeAsync("ours", "arn:g", default);
        await Providers(endpoint).DeleteAsync("ours", default);
    }

    [Fact]
    public async Task know_a_certificate_provider_that_is_gone()
    {
        var gone = new Answer("""{"message":"no"}""", 404, "ResourceNotFoundException");
        await using var endpoint = await RecordingEndpoint.StartAsync(gone, gone, gone);

        Assert.Null(await Providers(endpoint).FindAsync("ours", default));
        await Assert.ThrowsAsync<ProviderNotFoundException>(() => Providers(endpoint).ChangeAsync("ours", "arn:g", default));
        await Providers(endpoint).DeleteAsync("ours", default);
    }

    [Fact]
    public async Task say_that_a_ca_is_there_already()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"message":"there"}""", 409, "ResourceAlreadyExistsException"));

        await Assert.ThrowsAsync<CaAlreadyRegisteredException>(() => Iot(endpoint).RegisterAsync(new CaToRegister("CA", "V", Jitp, "us"), default));
    }

    [Fact]
    public async Task read_a_registered_ca_as_it_is()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer($$$"""
            {"certificateDescription":{"certificateId":"{{{Id}}}","certificateArn":"arn:ca","certificatePem":"CA","status":"INACTIVE",
             "autoRegistrationStatus":"ENABLE","certificateMode":"SNI_ONLY"},"registrationConfig":{"templateName":"jitp"}}
            """));

        Assert.Equal(
            new RegisteredCa(Id, "arn:ca", "CA", "SNI_ONLY", new CaSettings(IsActive: false, AutoRegistration: true, "jitp")),
            await Iot(endpoint).FindAsync(Id, default));
    }

    [Fact]
    public async Task read_who_registered_a_ca_from_its_tags()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"tags":[{"Key":"team","Value":"factory"}],"nextToken":"more"}"""),
            new Answer("""{"tags":[{"Key":"provisioning:registered-by","Value":"us"}]}"""),
            new Answer("""{"tags":[]}"""),
            new Answer("""{"message":"no"}""", 404, "ResourceNotFoundException"));
        var registry = Iot(endpoint);

        Assert.Equal("us", await registry.FindOwnerAsync("arn:ca", default));
        Assert.Null(await registry.FindOwnerAsync("arn:ca", default));
        await Assert.ThrowsAsync<CaNotFoundException>(() => registry.FindOwnerAsync("arn:ca", default));
    }

    [Fact]
    public async Task find_nothing_and_delete_nothing_where_nothing_is()
    {
        var gone = new Answer("""{"message":"no"}""", 404, "ResourceNotFoundException");
        await using var endpoint = await RecordingEndpoint.StartAsync(gone, gone);

        Assert.Null(await Iot(endpoint).FindAsync(Id, default));
        await Iot(endpoint).DeleteAsync(Id, default);
    }

    [Fact]
    public async Task change_only_what_is_to_change()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();

        await Iot(endpoint).ChangeAsync(Id, new CaChange(IsActive: false), default);

        Assert.Equal("newStatus=INACTIVE", endpoint.Single.Query);
        Assert.DoesNotContain("registrationConfig", endpoint.Single.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task wait_for_a_certificate_that_is_being_made()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"__type":"RequestInProgressException","message":"wait"}""", 400), new Answer("""{"Certificate":"PEM","CertificateChain":"CHAIN"}"""));

        Assert.Null(await AcmPca(endpoint).FindCertificateAsync("arn:ca", "arn:certificate", default));
        Assert.Equal("PEM", await AcmPca(endpoint).FindCertificateAsync("arn:ca", "arn:certificate", default));
    }

    [Theory]
    [InlineData(429, "TooManyRequestsException", false)]
    [InlineData(400, "ThrottlingException", false)]
    [InlineData(500, "InternalFailureException", true)]
    [InlineData(503, "ServiceUnavailableException", true)]
    public async Task know_which_answers_may_pass_and_ask_only_once(int status, string code, bool mayHaveTakenEffect)
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"message":"later"}""", status, code));

        var fault = await Assert.ThrowsAsync<TransientFaultException>(() => Iot(endpoint).GetRegistrationCodeAsync(default));

        Assert.Equal(mayHaveTakenEffect, fault.MayHaveTakenEffect);
        Assert.Single(endpoint.All);
    }

    [Fact]
    public async Task try_again_when_nobody_answers()
    {
        var endpoint = await RecordingEndpoint.StartAsync();
        var registry = Iot(endpoint);
        await endpoint.DisposeAsync();

        Assert.True((await Assert.ThrowsAsync<TransientFaultException>(() => registry.GetRegistrationCodeAsync(default))).MayHaveTakenEffect);
    }

    [Fact]
    public async Task do_not_try_again_what_is_forbidden()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(new Answer("""{"message":"not authorized to perform: iot:GetRegistrationCode"}""", 403, "AccessDeniedException"));

        var refusal = await Assert.ThrowsAsync<AwsRefusalException>(() => Iot(endpoint).GetRegistrationCodeAsync(default));

        Assert.Equal("not authorized to perform: iot:GetRegistrationCode (AccessDeniedException)", refusal.Message);
    }

    [Fact]
    public async Task list_the_certificates_of_a_ca_page_by_page()
    {
        await using var endpoint = await RecordingEndpoint.StartAsync(
            new Answer("""{"certificates":[{"certificateId":"a","status":"INACTIVE"},{"certificateId":"b","status":"ACTIVE"}],"nextMarker":"m"}"""), new Answer("{}"));

        var first = await Iot(endpoint).ListCertificatesAsync(Id, null, default);
        var last = await Iot(endpoint).ListCertificatesAsync(Id, first.NextMarker, default);

        Assert.Equal([new DeviceCertificate("a", IsActive: false), new DeviceCertificate("b", IsActive: true)], first.Certificates);
        Assert.Empty(last.Certificates);
        Assert.Null(last.NextMarker);
        Assert.Equal([$"/certificates-by-ca/{Id}", $"/certificates-by-ca/{Id}"], endpoint.All.Select(request => request.Path));
        Assert.Contains("marker=m", endpoint.All[1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task know_a_ca_that_is_gone()
    {
        var gone = new Answer("""{"message":"no"}""", 404, "ResourceNotFoundException");
        await using var endpoint = await RecordingEndpoint.StartAsync(gone, gone);

        await Assert.ThrowsAsync<CaNotFoundException>(() => Iot(endpoint).ListCertificatesAsync(Id, null, default));
        await Assert.ThrowsAsync<CaNotFoundException>(() => Iot(endpoint).ChangeAsync(Id, new CaChange(IsActive: false), default));
    }

    [Fact]
    public async Task tell_a_timeout_of_the_client_from_a_cancellation()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var timeout = await Assert.ThrowsAsync<TransientFaultException>(() =>
            AwsFaults.TranslateAsync<int>(() => throw new TaskCanceledException("the request timed out", new TimeoutException()), default));

        Assert.True(timeout.MayHaveTakenEffect);
        await Assert.ThrowsAsync<TaskCanceledException>(() => AwsFaults.TranslateAsync<int>(() => throw new TaskCanceledException("cancelled"), cancelled.Token));
    }

    private static AwsPorts Ports(RecordingEndpoint endpoint) => AwsClients.At(new Uri(endpoint.Url), new BasicAWSCredentials("AKIDEXAMPLE", "secret"));

    private static ICaRegistry Iot(RecordingEndpoint endpoint) => Ports(endpoint).CaRegistry("eu-west-1");

    private static ICertificateProviders Providers(RecordingEndpoint endpoint) => Ports(endpoint).CertificateProviders("eu-west-1");

    private static IPrivateCa AcmPca(RecordingEndpoint endpoint) => Ports(endpoint).PrivateCa("eu-west-1");
}
