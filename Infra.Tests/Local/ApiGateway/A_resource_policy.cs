using System.Net;
using System.Text;
using Infra.Local.Aws;
using Infra.Local.Iam;
using Infra.Tests.Local.Cognito;
using Infra.Tests.Support;

namespace Infra.Tests.Local.ApiGateway;

/// <summary>An API's own policy before its methods, by AWS's own description ("How API Gateway resource policies affect authorization workflow").</summary>
public sealed class A_resource_policy
{
    private const string Body = """{"deviceId":"device-1"}""";

    private static readonly (string, string)[] complete = [("device-csr", "abc"), ("x-batch", "7")];

    public static TheoryData<string, string, int> Methods => new()
    {
        // No authentication: only an Allow lets in.
        { "GET health", "Allow", 200 },
        { "GET health", "neither", 403 },
        { "GET health", "Deny", 403 },
        // A Lambda authorizer that allows: table A.
        { "POST new", "Allow", 200 },
        { "POST new", "neither", 200 },
        { "POST new", "Deny", 403 },
        // A caller of the same account whose policies allow it: table A.
        { "POST claim", "Allow", 200 },
        { "POST claim", "neither", 200 },
        { "POST claim", "Deny", 403 },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task counts_by_how_a_method_knows_its_callers(string method, string effect, int status)
    {
        await using var api = await TestApi.StartAsync(policy: effect == "neither" ? Statement("Allow", "arn:aws:execute-api:us-east-1:123456789012:API/live/PUT/other") : Statement(effect));

        Assert.Equal(status, await AskAsync(api, method));
    }

    [Fact]
    public async Task that_denies_is_looked_at_before_the_authorizer_is_asked()
    {
        await using var api = await TestApi.StartAsync(policy: Statement("Deny"));

        var (status, body, _) = await api.SendAsync("POST", "new", complete);

        Assert.Equal((403, 0), (status, api.Seen.Count));
        // The program's own words for ACCESS_DENIED.
        Assert.Contains("refused", body, StringComparison.Ordinal);
        Assert.Contains("403 - ACCESS_DENIED", Assert.Single(api.Logs.Find("us-east-1", "access")!.Events).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Deny", 403)]
    [InlineData("Allow", 200)]
    public async Task that_allows_lets_in_whom_the_authorizer_does_not_speak_of_but_nobody_whom_it_denies(string effect, int status)
    {
        // Table A: why the authorizer of this project refuses by a Deny.
        await using var api = await TestApi.StartAsync(policy: Statement("Allow"));
        api.Authorize = message => effect == "Deny"
            ? TestApi.Allow((string)message["methodArn"]!, "Deny")
            : TestApi.Allow(((string)message["methodArn"]!).Replace("POST/new", "POST/proto", StringComparison.Ordinal));

        Assert.Equal(status, (await api.SendAsync("POST", "new", complete)).Status);
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:root", true, 200)]
    [InlineData("arn:aws:iam::111122223333:role/app", true, 200)]
    [InlineData("arn:aws:iam::111122223333:root", false, 403)]
    [InlineData("arn:aws:iam::444455556666:root", true, 403)]
    public async Task lets_in_callers_of_another_account_where_both_sides_allow_it(string principal, bool own, int status)
    {
        await using var api = await TestApi.StartAsync(policy: Statement("Allow", principal: $$"""{"AWS":"{{principal}}"}"""));
        var guest = Guest(api, "111122223333", own);

        Assert.Equal(status, await AskSignedAsync(api, guest));
        if (status == 200) { Assert.Equal("111122223333", (string?)Assert.Single(api.Seen).Event["requestContext"]!["identity"]!["accountId"]); }
    }

    [Fact]
    public async Task is_what_callers_of_another_account_want_an_allow_of()
    {
        await using var api = await TestApi.StartAsync();

        Assert.Equal((403, 200), (await AskSignedAsync(api, Guest(api, "111122223333", allowed: true)), await AskSignedAsync(api, api.Iam.Operator)));
    }

    [Theory]
    [InlineData("""{"StringNotEquals":{"aws:PrincipalOrgID":"o-localcloud1"}}""", 200, 403)]
    [InlineData("""{"StringNotEquals":{"aws:PrincipalOrgID":"o-another"}}""", 403, 403)]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}""", 200, 403)]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}""", 200, 403)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"false"}}""", 200, 200)]
    public async Task asks_for_account_role_and_organization_of_whoever_signed(string condition, int home, int guest)
    {
        const string everybody = """{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*"}""";
        await using var api = await TestApi.StartAsync(policy:
            $$"""{"Version":"2012-10-17","Statement":[{{everybody}},{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"*","Condition":{{condition}}}]}""");

        Assert.Equal((home, guest), (await AskSignedAsync(api, api.Iam.Operator), await AskSignedAsync(api, Guest(api, "111122223333", allowed: true))));
    }

    [Fact]
    public async Task goes_by_the_connections_address_and_by_no_header()
    {
        await using var api = await TestApi.StartAsync(policy: Deny("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"));
        var (inside, outside) = (api.From(new(IPAddress.Parse("203.0.113.7"))), api.From(new(IPAddress.Parse("198.51.100.1"))));

        Assert.Equal(200, await AskAsync(api, "GET health", inside));
        Assert.Equal("203.0.113.7", (string?)(await SeenAsync(inside))["requestContext"]!["identity"]!["sourceIp"]);
        Assert.Equal(403, await AskAsync(api, "GET health", outside));
        Assert.Equal(403, await AskAsync(api, "GET health", outside, ("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7")));
        Assert.Equal(403, await AskAsync(api, "POST new", outside));
        Assert.Equal(403, await AskAsync(api, "POST claim", outside));

        async Task<System.Text.Json.Nodes.JsonObject> SeenAsync(HttpClient from)
        {
            Assert.Equal(200, await AskAsync(api, "POST new", from));
            return api.Seen[^1].Event;
        }
    }

    [Theory]
    [InlineData("vpce-0123456789abcdef0", 200)]
    [InlineData("vpce-0123456789abcdef1", 403)]
    [InlineData(null, 403)]
    public async Task of_a_private_api_lets_in_through_its_endpoints(string? endpoint, int status)
    {
        await using var api = await TestApi.StartAsync(policy: Deny("StringNotEquals", "aws:SourceVpce", "vpce-0123456789abcdef0"), isPrivate: true);

        Assert.Equal(status, await AskAsync(api, "GET health", api.From(new(IPAddress.Parse("10.0.0.7")) { VpcEndpoint = endpoint, Vpc = "vpc-1" })));
    }

    [Fact]
    public async Task is_what_a_private_api_cannot_be_deployed_without() =>
        Assert.Contains("doesn't have a resource policy", (await Assert.ThrowsAsync<AwsException>(() => TestApi.StartAsync(isPrivate: true))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke"}}""")]
    public async Task that_says_not_whom_or_what_it_is_about_is_refused(string policy) =>
        Assert.Equal("BadRequestException", (await Assert.ThrowsAsync<AwsException>(() => TestApi.StartAsync(policy: policy))).Code);

    /// <summary>The committed policies of the profiles, as reviewers approve them.</summary>
    [Theory]
    [InlineData("multi-region-prototyping", "203.0.113.7", "POST new", 200)]
    [InlineData("multi-region-prototyping", "203.0.113.7", "GET health", 200)]
    [InlineData("multi-region-prototyping", "198.51.100.1", "POST new", 403)]
    [InlineData("multi-region-prototyping", "198.51.100.1", "GET health", 200)]
    [InlineData("field", "198.51.100.1", "POST new", 200)]
    [InlineData("field", "198.51.100.1", "GET health", 200)]
    [InlineData("field", "198.51.100.1", "POST claim", 200)]
    [InlineData("field", "198.51.100.1", "POST claim of 111122223333", 200)]
    [InlineData("field", "198.51.100.1", "POST claim of 444455556666", 403)]
    public async Task of_a_profile_lets_in_whom_it_means_to(string profile, string address, string method, int status)
    {
        var policy = Repository.Read("policies", profile, PolicyFiles.ForResource("api")).Replace("restapi-api", "API", StringComparison.Ordinal);
        await using var api = await TestApi.StartAsync(policy: policy);
        var from = api.From(new(IPAddress.Parse(address)));

        Assert.Equal(status, method.Split(" of ") is [_, var account] ? await AskSignedAsync(api, Guest(api, account, allowed: true), from) : await AskAsync(api, method, from));
    }

    [Theory]
    [InlineData("203.0.113.7", true, 200)]
    [InlineData("198.51.100.7", true, 200)]
    [InlineData("192.0.2.1", true, 403)]
    [InlineData("203.0.113.7", false, 401)]
    public async Task of_the_profile_with_a_user_pool_lets_in_tokens_from_its_networks(string address, bool withToken, int status)
    {
        var policy = Repository.Read("policies", "field-app", PolicyFiles.ForResource("api")).Replace("restapi-api", "API", StringComparison.Ordinal);
        await using var api = await TestApi.StartAsync(policy: policy, scopes: [Tokens.Scope]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Url, "claim")) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", withToken ? $"Bearer {Tokens.Good(api.Pool)}" : "Bearer jane");

        Assert.Equal(status, (await api.SendAsync(request, api.From(new(IPAddress.Parse(address))))).Status);
    }

    private static string Statement(string effect, string resource = "arn:aws:execute-api:us-east-1:123456789012:API/live/*", string principal = "\"*\"") =>
        $$$"""{"Version":"2012-10-17","Statement":{"Effect":"{{{effect}}}","Principal":{{{principal}}},"Action":"execute-api:Invoke","Resource":"{{{resource}}}"}}""";

    private static string Deny(string comparison, string key, string value) => $$$"""
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*"},
          {"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"*","Condition":{"{{{comparison}}}":{"{{{key}}}":"{{{value}}}"} } }]}
        """;

    private static RoleCredentials Guest(TestApi api, string account, bool allowed)
    {
        var action = allowed ? "execute-api:Invoke" : "execute-api:ManageConnections";
        var role = api.Iam.AddGuest(account, "app", PolicyDocument.Parse($$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{{action}}}","Resource":"*"}}"""));
        return api.Iam.Issue(role.Arn, "anna");
    }

    private static async Task<int> AskAsync(TestApi api, string method, HttpClient? from = null, params (string, string)[] headers)
    {
        if (method == "POST claim") { return await AskSignedAsync(api, api.Iam.Operator, from); }
        var (verb, path) = method.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException(method);
        using var request = new HttpRequestMessage(new(verb), new Uri(api.Url, path));
        foreach (var (name, value) in complete.Concat(headers)) { request.Headers.TryAddWithoutValidation(name, value); }
        return (await api.SendAsync(request, from)).Status;
    }

    private static async Task<int> AskSignedAsync(TestApi api, RoleCredentials keys, HttpClient? from = null)
    {
        using var request = SignedRequest.Post(new(api.Url, "claim"), keys, Body);
        return (await api.SendAsync(request, from)).Status;
    }
}
