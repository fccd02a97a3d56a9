using System.Text.Json.Nodes;
using Infra.Devices.Claims;
using Infra.Identity;
using Infra.Identity.Aws;
using Infra.Tests.Local.ApiGateway;

namespace Infra.Tests.Devices;

public sealed class A_trusted_user_who_asks_for_a_claim : IAsyncLifetime, IDisposable
{
    private readonly HttpClient http = new();
    private TestApi api = null!;

    public async Task InitializeAsync() => api = await TestApi.StartAsync();

    public Task DisposeAsync() => api.DisposeAsync().AsTask();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task signs_so_that_api_gateway_knows_who_it_is_and_reads_the_claim()
    {
        api.Issue = _ => TestApi.Answer(new()
        {
            ["statusCode"] = 200,
            ["body"] = """{"templateName":"widgiot-fleet","certificateId":"c1","certificate":"pem","privateKey":"key","endpoint":"localhost:8883","expiresAt":"2026-03-01T12:05:00Z"}""",
        });

        var answer = await AskAsync(Keys());

        Assert.Equal((200, "c1", "localhost:8883"), (answer.Status, answer.Claim!.CertificateId, answer.Claim.Endpoint));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 5, 0, TimeSpan.Zero), answer.Claim.ExpiresAt);
        var seen = Assert.Single(api.Seen).Event;
        Assert.Equal("""{"deviceId":"device-1"}""", (string?)seen["body"]);
        Assert.Equal("arn:aws:iam::123456789012:user/operator", (string?)seen["requestContext"]!["identity"]!["userArn"]);
        Assert.DoesNotContain("key", answer.Claim.ToString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task is_told_why_not()
    {
        api.Issue = _ => TestApi.Answer(new() { ["statusCode"] = 403, ["body"] = """{"code":"device_refused"}""" });

        var answer = await AskAsync(Keys());

        Assert.Equal((403, null), (answer.Status, answer.Claim));
        Assert.Equal("device_refused", (string?)JsonNode.Parse(answer.Problem!)!["code"]);
    }

    [Fact]
    public async Task gets_nothing_with_the_wrong_secret() =>
        Assert.Equal(403, (await AskAsync(new SigningCredentials(api.Iam.Operator.AccessKeyId, "another"))).Status);

    private SigningCredentials Keys() => new(api.Iam.Operator.AccessKeyId, api.Iam.Operator.SecretAccessKey);

    private Task<ClaimAnswer> AskAsync(SigningCredentials credentials) =>
        new ClaimApi(http).AskAsync(new Uri(api.Url, "claim"), "us-east-1", DeviceId.Parse("device-1"), credentials, CancellationToken.None);
}
