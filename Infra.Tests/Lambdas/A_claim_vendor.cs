using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.IoT;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Runtime;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.ClaimVendor;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;
using Infra.Local.Aws;
using Infra.Tests.Lambdas.Memory;
using Infra.Tests.Local.Iot;

namespace Infra.Tests.Lambdas;

public sealed class A_claim_vendor
{
    private const string Caller = "arn:aws:sts::123456789012:assumed-role/installer/jane";
    private const string Key = "-----BEGIN RSA PRIVATE KEY-----\nsecret\n-----END RSA PRIVATE KEY-----\n";

    private readonly MemoryDeviceRegistry _devices = new();
    private readonly MemoryClaims _claims = new();
    private readonly TestClock _clock = new();
    private readonly LogReader _log = new("claim-vendor", new MemoryStream());

    public A_claim_vendor() => _devices.Put("SN-1", new(null, "ready"));

    [Fact]
    public async Task gives_a_known_caller_a_claim_for_a_recorded_device()
    {
        var answer = await AskAsync(Caller, """{"deviceId":"SN-1"}""");

        Assert.Equal((200, "no-store"), (answer.StatusCode, answer.Headers["Cache-Control"]));
        using var claim = JsonDocument.Parse(answer.Body);
        string Text(string name) => claim.RootElement.GetProperty(name).GetString()!;
        Assert.Equal(
            ("widgiot-fleet", new string('c', 64), "certificate", Key, "endpoint", "2026-11-22T06:05:00Z"),
            (Text("templateName"), Text("certificateId"), Text("certificate"), Text("privateKey"), Text("endpoint"), Text("expiresAt")));
    }

    [Fact]
    public async Task writes_down_who_asked_before_the_claim_exists_and_which_it_was_after()
    {
        _claims.OnCreate = () => Assert.Equal(["claim_requested"], _log.Outcomes);

        await AskAsync(Caller, """{"deviceId":"SN-1"}""");

        Assert.Equal(["claim_requested", "claim_made"], _log.Outcomes);
        Assert.All(_log.Lines, line => Assert.Equal((Caller, "SN-1"), (line.GetProperty("caller").GetString(), line.GetProperty("deviceId").GetString())));
        Assert.Equal(new string('c', 64), _log.Lines[1].GetProperty("certificateId").GetString());
    }

    [Fact]
    public async Task writes_down_who_of_a_user_pool_asked_and_by_which_application()
    {
        var answer = await AskWithTokenAsync(Token("""{"sub":"7f3a","token_use":"access","client_id":"app-1","username":"jane","scope":"provisioning/claim"}"""));

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal(["claim_requested", "claim_made"], _log.Outcomes);
        Assert.All(_log.Lines, line => Assert.Equal(
            ("cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI:7f3a", "app-1", "jane"),
            (line.GetProperty("caller").GetString(), line.GetProperty("callerClient").GetString(), line.GetProperty("callerName").GetString())));
        Assert.DoesNotContain("secret", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task gives_a_claim_to_an_application_that_asks_for_itself()
    {
        Assert.Equal(200, (await AskWithTokenAsync(Token("""{"sub":"app-1","token_use":"access","client_id":"app-1"}"""))).StatusCode);

        Assert.All(_log.Lines, line => Assert.False(line.TryGetProperty("callerName", out _)));
    }

    [Theory]
    [InlineData("""{"sub":"7f3a","token_use":"id","client_id":"app-1"}""")]
    [InlineData("""{"sub":"7f3a","client_id":"app-1"}""")]
    [InlineData("""{"sub":"7f3a","token_use":"access"}""")]
    [InlineData("""{"token_use":"access","client_id":"app-1"}""")]
    [InlineData("""{"sub":"","token_use":"access","client_id":"app-1"}""")]
    [InlineData("""{"sub":7,"token_use":"access","client_id":"app-1"}""")]
    [InlineData("""{"sub":"7f3a","token_use":"access","client_id":"app-1","iss":null}""")]
    public async Task makes_no_claim_for_a_token_that_does_not_say_who_asks_by_which_application(string claims)
    {
        var answer = await AskWithTokenAsync(Token(claims));

        Assert.Equal((403, "caller_unknown"), (answer.StatusCode, CodeOf(answer)));
        Assert.Equal(0, _claims.Made);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    public async Task makes_no_claim_for_claims_that_are_none(string claims) => Assert.Equal(403, (await AskWithTokenAsync(claims)).StatusCode);

    [Fact]
    public async Task makes_no_claim_for_a_request_that_is_authenticated_in_two_ways()
    {
        var answer = await AskWithTokenAsync(Token("""{"sub":"7f3a","token_use":"access","client_id":"app-1"}"""), Caller);

        Assert.Equal((403, "caller_unknown"), (answer.StatusCode, CodeOf(answer)));
    }

    [Fact]
    public async Task never_logs_the_key()
    {
        var claim = new ProvisioningClaim("id", "certificate", Key, _clock.GetUtcNow());

        await AskAsync(Caller, """{"deviceId":"SN-1"}""");

        Assert.DoesNotContain("secret", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", claim.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(ProvisioningClaim).GetMethods(), method => method.Name == "PrintMembers");
    }

    [Theory]
    [InlineData(null, """{"deviceId":"SN-1"}""", 403, "caller_unknown", "caller_unknown")]
    [InlineData("", """{"deviceId":"SN-1"}""", 403, "caller_unknown", "caller_unknown")]
    [InlineData(Caller, null, 400, "request_invalid", "request_invalid")]
    [InlineData(Caller, "", 400, "request_invalid", "request_invalid")]
    [InlineData(Caller, "SN-1", 400, "request_invalid", "request_invalid")]
    [InlineData(Caller, "null", 400, "request_invalid", "request_invalid")]
    [InlineData(Caller, "[]", 400, "request_invalid", "request_invalid")]
    [InlineData(Caller, """{"deviceId":1}""", 400, "request_invalid", "request_invalid")]
    [InlineData(Caller, """{"deviceId":"SN/1"}""", 400, "request_invalid", "request_invalid")]
    [InlineData(Caller, """{"deviceId":"SN-9"}""", 403, "device_refused", "device_unknown")]
    [InlineData(Caller, """{"deviceId":"SN-2"}""", 403, "device_refused", "device_blocked")]
    public async Task makes_no_claim_for_anyone_or_anything_else(string? caller, string? body, int status, string code, string logged)
    {
        _devices.Put("SN-2", new(null, "blocked"));

        var answer = await AskAsync(caller, body);

        Assert.Equal((status, code), (answer.StatusCode, CodeOf(answer)));
        Assert.Equal([logged], _log.Outcomes);
        Assert.Equal(0, _claims.Made);
    }

    [Fact]
    public async Task reads_a_body_that_the_api_has_encoded()
    {
        var answer = await AskAsync(Caller, Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"deviceId":"SN-1"}""")), encoded: true);

        Assert.Equal(200, answer.StatusCode);
    }

    [Theory]
    [InlineData("Throttled", 429, "throttled", 0)]
    [InlineData("Unavailable", 503, "claims_unavailable", 1)]
    public async Task says_when_to_come_again(string failure, int status, string code, int faults)
    {
        _claims.OnCreate = () => throw new PortException(Enum.Parse<PortFailure>(failure), "iot:CreateProvisioningClaim", new TimeoutException());

        var answer = await AskAsync(Caller, """{"deviceId":"SN-1"}""");

        Assert.Equal((status, code), (answer.StatusCode, CodeOf(answer)));
        Assert.True(answer.Headers.ContainsKey("Retry-After"));
        Assert.Equal(faults, _log.Lines[^1].GetProperty("faults").GetInt32());
    }

    [Fact]
    public void has_a_code_and_advice_for_every_problem()
    {
        Assert.Equal(ClaimProblems.All.Count, ClaimProblems.All.Select(problem => problem.Code).Distinct().Count());
        Assert.All(ClaimProblems.All, problem => Assert.Contains(";", problem.Detail, StringComparison.Ordinal));
    }

    private static string? CodeOf(APIGatewayProxyResponse answer)
    {
        using var problem = JsonDocument.Parse(answer.Body);
        return problem.RootElement.GetProperty("code").GetString();
    }

    private Task<APIGatewayProxyResponse> AskAsync(string? caller, string? body, bool encoded = false) =>
        new ClaimHandler(_devices, _claims, "widgiot-fleet", "endpoint", _log.Log(_clock), _clock).HandleAsync(
            new() { Body = body, IsBase64Encoded = encoded, RequestContext = new() { Identity = new() { UserArn = caller } } },
            new Invocation("request-1", _clock.GetUtcNow().AddSeconds(10)));

    private static string Token(string claims) => claims.Contains("\"iss\"", StringComparison.Ordinal)
        ? claims
        : claims.Replace("{", """{"iss":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI",""", StringComparison.Ordinal);

    /// <summary>The request as it comes over the wire, with what API Gateway's Cognito authorizer found in the token.</summary>
    private Task<APIGatewayProxyResponse> AskWithTokenAsync(string claims, string? signed = null)
    {
        var request = $$$"""
            { "body": "{\"deviceId\":\"SN-1\"}", "requestContext": { "authorizer": { "claims": {{{claims}}} }, "identity": { "userArn": {{{JsonSerializer.Serialize(signed)}}} } } }
            """;
        return new ClaimHandler(_devices, _claims, "widgiot-fleet", "endpoint", _log.Log(_clock), _clock).HandleAsync(
            JsonSerializer.Deserialize(request, (JsonTypeInfo<APIGatewayProxyRequest>)LambdaJson.Default.GetTypeInfo(typeof(APIGatewayProxyRequest))!)!,
            new Invocation("request-1", _clock.GetUtcNow().AddSeconds(10)));
    }

    private sealed class MemoryClaims : IProvisioningClaims
    {
        public Action? OnCreate { get; set; }

        public int Made { get; private set; }

        public Task<ProvisioningClaim> CreateAsync(CancellationToken cancellationToken)
        {
            OnCreate?.Invoke();
            Made++;
            return Task.FromResult(new ProvisioningClaim(new string('c', 64), "certificate", Key, new DateTimeOffset(2026, 11, 22, 6, 5, 0, TimeSpan.Zero)));
        }
    }
}

/// <summary>Through the SDK and the wire, against the AWS IoT of the local cloud.</summary>
public sealed class Provisioning_claims_of_aws : IAsyncLifetime, IDisposable
{
    private readonly TestIot _iot = new();
    private readonly AwsFront _front;
    private AmazonIoTClient _client = null!;

    public Provisioning_claims_of_aws() => _front = new([_iot.Core], _iot.Iam);

    public async Task InitializeAsync()
    {
        await _front.StartAsync(CancellationToken.None);
        _client = new(
            new BasicAWSCredentials(_iot.Iam.Operator.AccessKeyId, _iot.Iam.Operator.SecretAccessKey),
            new AmazonIoTConfig { ServiceURL = _front.Address.ToString(), AuthenticationRegion = TestIot.RegionName, MaxErrorRetry = 0 });
    }

    [Fact]
    public async Task cannot_be_had_for_a_template_that_is_not_there()
    {
        var thrown = await Assert.ThrowsAsync<PortException>(() => new AwsProvisioningClaims(_client, "no-such-template").CreateAsync(default));

        Assert.Equal((PortFailure.Unavailable, "iot:CreateProvisioningClaim"), (thrown.Failure, thrown.Operation));
    }

    [Fact]
    public async Task come_with_key_and_end()
    {
        await _client.CreateProvisioningTemplateAsync(new()
        {
            TemplateName = "widgiot-fleet",
            Enabled = true,
            ProvisioningRoleArn = _iot.Role("fleet").Arn,
            TemplateBody = """
                {
                  "Parameters": { "ThingName": { "Type": "String" }, "AWS::IoT::Certificate::Id": { "Type": "String" } },
                  "Resources": {
                    "thing": { "Type": "AWS::IoT::Thing", "Properties": { "ThingName": { "Ref": "ThingName" } } },
                    "certificate": { "Type": "AWS::IoT::Certificate", "Properties": { "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" }, "Status": "Active" } }
                  }
                }
                """,
        });

        var claim = await new AwsProvisioningClaims(_client, "widgiot-fleet").CreateAsync(default);

        Assert.Matches("^[0-9a-f]{64}$", claim.CertificateId);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", claim.CertificatePem, StringComparison.Ordinal);
        Assert.Contains("PRIVATE KEY-----", claim.PrivateKeyPem, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, claim.ExpiresAt.Offset);
        Assert.True(claim.ExpiresAt > _iot.Clock.GetUtcNow());
    }

    public Task DisposeAsync() => _front.DisposeAsync().AsTask();

    public void Dispose()
    {
        _client.Dispose();
        _iot.Dispose();
    }
}
