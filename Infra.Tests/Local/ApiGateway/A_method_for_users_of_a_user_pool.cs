using System.Text;
using Infra.Local.Cognito;
using Infra.Tests.Local.Cognito;

namespace Infra.Tests.Local.ApiGateway;

/// <summary>Authorization COGNITO_USER_POOLS, with a pool whose keys the API reads from where the issuer shows them.</summary>
public sealed class A_method_for_users_of_a_user_pool : IAsyncLifetime
{
    private const string OtherArn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_123456789";

    private TestApi api = null!;

    public async Task InitializeAsync() => api = await TestApi.StartAsync(scopes: [Tokens.Scope, "provisioning/other"]);

    public Task DisposeAsync() => api.DisposeAsync().AsTask();

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("")]
    public async Task lets_in_an_access_token_with_the_scope_and_tells_the_function_and_the_log_whose_it_is(string scheme)
    {
        var (status, body) = await PostAsync(scheme + Tokens.Good(api.Pool));

        Assert.Equal((200, "issued"), (status, body));
        var context = Assert.Single(api.Seen).Event["requestContext"]!;
        var claims = context["authorizer"]!["claims"]!;
        Assert.Equal(("access", "jane", api.Pool.Issuer), ((string?)claims["token_use"], (string?)claims["username"], (string?)claims["iss"]));
        // Texts all of them, and this one as Java writes dates.
        Assert.Matches("^[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9:]{8} UTC [0-9]{4}$", (string?)claims["exp"]);
        Assert.Null(context["identity"]!["userArn"]);
        Assert.EndsWith($" - {claims["sub"]}", Assert.Single(api.Logs.Find("us-east-1", "access")!.Events).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task lets_in_an_application_that_asks_for_itself() =>
        Assert.Equal(200, (await PostAsync(api.Pool.SignIn(api.Pool.AddClient("provisioning/other")))).Status);

    [Fact]
    public async Task refuses_every_other_token_before_the_function_runs()
    {
        var other = api.Pools.Create(OtherArn);
        var answers = new List<(string Lie, (int Status, string Body) Answer)>();
        foreach (var lie in Tokens.Lies) { answers.Add((lie, await PostAsync(Tokens.Lie(api.Pool, other, lie, api.Clock.GetUtcNow())))); }

        Assert.All(answers, answered => Assert.Equal(
            (401, answered.Lie is "expired" or "just expired" ? """{"message":"The incoming token has expired"}""" : """{"message":"Unauthorized"}"""), answered.Answer));
        Assert.Empty(api.Seen);
        Assert.Equal(Tokens.Lies.Count, api.Logs.Find("us-east-1", "access")!.Events.Count(logged => logged.Message.Contains("401 - UNAUTHORIZED", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData()]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Basic amFuZTpzZWNyZXQ=")]
    public async Task refuses_a_request_without_token(params string[] header) => Assert.Equal(401, (await PostAsync(header)).Status);

    [Fact]
    public async Task refuses_a_request_with_two_tokens() => Assert.Equal(401, (await PostAsync(Tokens.Good(api.Pool), Tokens.Good(api.Pool))).Status);

    [Fact]
    public async Task refuses_a_token_once_it_has_ended()
    {
        var token = Tokens.Good(api.Pool);
        Assert.Equal(200, (await PostAsync(token)).Status);

        api.Clock.Advance(UserPool.TokenLife);

        Assert.Equal(401, (await PostAsync(token)).Status);
    }

    [Fact]
    public async Task refuses_a_signature_of_aws_credentials()
    {
        using var request = SignedRequest.Post(new(api.Url, "claim"), api.Iam.Operator, """{"deviceId":"device-1"}""");

        Assert.Equal(401, (await api.SendAsync(request)).Status);
    }

    [Fact]
    public async Task takes_id_tokens_and_no_access_tokens_where_no_scope_is_asked_for()
    {
        // Why the program insists on a scope: this one lets everybody in who can sign in.
        await using var open = await TestApi.StartAsync(scopes: []);
        var tokens = open.Pool.SignIn(open.Pool.AddClient(), "anybody");

        Assert.Equal((200, 401), ((await PostAsync(open, tokens.Id)).Status, (await PostAsync(open, tokens.Access)).Status));
    }

    [Fact]
    public async Task fails_where_the_issuers_keys_cannot_be_read()
    {
        var token = Tokens.Good(api.Pool);
        await api.Pools.DisposeAsync();

        Assert.Equal((500, """{"message":null}"""), await PostAsync(token));
        // Nobody has to be asked about another issuer's.
        Assert.Equal(401, (await PostAsync("jane")).Status);
        Assert.Empty(api.Seen);
    }

    [Fact]
    public async Task looks_at_the_body_after_the_token() =>
        Assert.Equal((401, 400), ((await PostAsync(api, "jane", "no json")).Status, (await PostAsync(api, Tokens.Good(api.Pool), "no json")).Status));

    [Theory]
    [InlineData("Allow", 200)]
    [InlineData("Deny", 403)]
    [InlineData("neither", 403)]
    public async Task wants_an_allow_of_the_apis_own_policy_where_it_has_one(string effect, int status)
    {
        var (said, route) = effect == "neither" ? ("Allow", "PUT/other") : (effect, "POST/claim");
        await using var guarded = await TestApi.StartAsync(scopes: [Tokens.Scope], policy:
            $$$"""{"Version":"2012-10-17","Statement":{"Effect":"{{{said}}}","Principal":"*","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:us-east-1:123456789012:API/live/{{{route}}}"}}""");

        Assert.Equal(status, (await PostAsync(guarded, Tokens.Good(guarded.Pool))).Status);
        // Who has no token is told so first.
        Assert.Equal(401, (await PostAsync(guarded, "jane")).Status);
    }

    private Task<(int Status, string Body)> PostAsync(params string[] authorization) => PostAsync(api, authorization, """{"deviceId":"device-1"}""");

    private static Task<(int Status, string Body)> PostAsync(TestApi api, string token, string body = """{"deviceId":"device-1"}""") => PostAsync(api, [token], body);

    private static async Task<(int Status, string Body)> PostAsync(TestApi api, string[] authorization, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Url, "claim")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (authorization.Length > 0) { request.Headers.TryAddWithoutValidation("Authorization", authorization); }
        return await api.SendAsync(request);
    }
}
