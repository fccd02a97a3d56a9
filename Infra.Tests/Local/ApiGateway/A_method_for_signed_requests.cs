using System.Text.Json.Nodes;
using Infra.Local.Cloud;
using Infra.Local.Iam;

namespace Infra.Tests.Local.ApiGateway;

/// <summary>Authorization AWS_IAM, with requests signed by the AWS SDK's own signer.</summary>
public sealed class A_method_for_signed_requests : IAsyncLifetime
{
    private const string Good = """{"deviceId":"device-1"}""";

    private TestApi api = null!;

    public async Task InitializeAsync() => api = await TestApi.StartAsync();

    public Task DisposeAsync() => api.DisposeAsync().AsTask();

    [Fact]
    public async Task lets_in_whom_its_policies_allow_and_tells_the_function_and_the_log_who_it_is()
    {
        var (status, body) = await PostAsync(Role($"arn:aws:execute-api:us-east-1:123456789012:{api.ApiId}/live/POST/claim"));

        Assert.Equal((200, "issued"), (status, body));
        var seen = Assert.Single(api.Seen).Event;
        Assert.Equal(Good, (string?)seen["body"]);
        var identity = seen["requestContext"]!["identity"]!;
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/installer/anna", (string?)identity["userArn"]);
        Assert.Equal(("123456789012", true), ((string?)identity["accountId"], ((string?)identity["caller"])!.EndsWith(":anna", StringComparison.Ordinal)));
        Assert.EndsWith("arn:aws:sts::123456789012:assumed-role/installer/anna", Assert.Single(api.Logs.Find("us-east-1", "access")!.Events).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:execute-api:us-east-1:123456789012:API/live/POST/new")]
    [InlineData("arn:aws:execute-api:us-east-1:123456789012:API/live/GET/claim")]
    [InlineData("arn:aws:execute-api:us-east-1:123456789012:API/test/POST/claim")]
    [InlineData("arn:aws:execute-api:eu-west-1:123456789012:API/live/POST/claim")]
    public async Task refuses_whom_its_policies_do_not_allow(string allowed)
    {
        var (status, _) = await PostAsync(Role(allowed.Replace("API", api.ApiId, StringComparison.Ordinal)));

        Assert.Equal(403, status);
        Assert.Empty(api.Seen);
        Assert.Contains("403 - ACCESS_DENIED arn:aws:sts::123456789012:assumed-role/installer/anna", Assert.Single(api.Logs.Find("us-east-1", "access")!.Events).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_a_request_that_nobody_signed()
    {
        var (status, body, _) = await api.SendAsync("POST", "claim");

        Assert.Equal((403, """{"message":"Missing Authentication Token"}"""), (status, body));
        Assert.Empty(api.Seen);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("token")]
    [InlineData("key")]
    [InlineData("region")]
    [InlineData("service")]
    [InlineData("body")]
    public async Task refuses_a_signature_in_which_something_is_not_right(string wrong)
    {
        var keys = api.Iam.Operator;
        if (wrong == "token") { keys = Role("*") with { SessionToken = "another" }; }
        if (wrong == "secret") { keys = keys with { SecretAccessKey = "another" }; }
        if (wrong == "key") { keys = keys with { AccessKeyId = "AKIAIOSFODNN7EXAMPLE" }; }

        var (status, body) = await PostAsync(keys,
            region: wrong == "region" ? "eu-west-1" : "us-east-1",
            service: wrong == "service" ? "iot" : "execute-api",
            sent: wrong == "body" ? """{"deviceId":"device-2"}""" : Good);

        Assert.Equal(403, status);
        Assert.Empty(api.Seen);
        Assert.Contains("INVALID_SIGNATURE", Assert.Single(api.Logs.Find("us-east-1", "access")!.Events).Message, StringComparison.Ordinal);
        Assert.NotEmpty((string?)JsonNode.Parse(body)!["message"] ?? "");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"deviceId":7}""")]
    [InlineData("""{"deviceId":"Device 1"}""")]
    [InlineData("""{"deviceId":"device-1","force":true}""")]
    public async Task refuses_a_body_that_is_not_as_its_model_says_before_the_function_runs(string body)
    {
        var (status, said) = await PostAsync(api.Iam.Operator, sent: body, signed: body);

        Assert.Equal((400, """{"message":"Invalid request body"}"""), (status, said));
        Assert.Empty(api.Seen);
    }

    private RoleCredentials Role(string resource)
    {
        var role = api.Iam.Add("installer", "/", PolicyDocument.Parse(
            $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{{Arns.Operator}}}"},"Action":"sts:AssumeRole"}}"""));
        role.Policies["claim"] = PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"{{{resource}}}"}}""");
        return api.Iam.Issue(role.Arn, "anna");
    }

    private async Task<(int Status, string Body)> PostAsync(RoleCredentials keys, string region = "us-east-1", string service = "execute-api", string sent = Good, string signed = Good)
    {
        using var request = SignedRequest.Post(new(api.Url, "claim"), keys, sent, signed, region, service);
        return await api.SendAsync(request);
    }
}
