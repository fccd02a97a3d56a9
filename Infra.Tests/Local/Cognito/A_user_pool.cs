using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Cognito;

namespace Infra.Tests.Local.Cognito;

/// <summary>What applications and verifiers find at an issuer's address.</summary>
public sealed class A_user_pool : IAsyncLifetime, IDisposable
{
    private const string Arn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI";

    private readonly HttpClient http = new();
    private UserPools pools = null!;
    private UserPool pool = null!;

    public async Task InitializeAsync()
    {
        pools = await UserPools.StartAsync(TimeProvider.System, CancellationToken.None);
        pool = pools.Create(Arn);
    }

    public Task DisposeAsync() => pools.DisposeAsync().AsTask();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task shows_its_public_key_and_no_other_part_of_it()
    {
        var described = (await http.GetFromJsonAsync<JsonObject>($"{pool.Issuer}/.well-known/openid-configuration"))!;
        var keys = (await http.GetFromJsonAsync<JsonObject>((string)described["jwks_uri"]!))!;

        Assert.Equal((pool.Issuer, $"{pool.Issuer}/.well-known/jwks.json"), ((string?)described["issuer"], (string?)described["jwks_uri"]));
        var key = Assert.Single(keys["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], key.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("RS256", "RSA", "sig", "AQAB"), ((string?)key["alg"], (string?)key["kty"], (string?)key["use"], (string?)key["e"]));
    }

    [Fact]
    public async Task gives_an_application_a_token_that_verifies_against_what_it_shows()
    {
        var client = pool.AddClient("provisioning/claim", "provisioning/read");

        var answer = (await (await TokenAsync(client.Id, client.Secret, "provisioning/claim")).Content.ReadFromJsonAsync<JsonObject>())!;

        Assert.Equal(("Bearer", 3600), ((string?)answer["token_type"], (int)answer["expires_in"]!));
        var verdict = await new TokenVerifier(new IssuerKeys(http), TimeProvider.System).VerifyAsync((string)answer["access_token"]!, [pool.Issuer], ["provisioning/claim"], CancellationToken.None);
        var claims = Assert.IsType<TokenVerdict.Accepted>(verdict).Claims;
        Assert.Equal((client.Id, client.Id, "provisioning/claim"), (claims.GetProperty("sub").GetString(), claims.GetProperty("client_id").GetString(), claims.GetProperty("scope").GetString()));
    }

    [Theory]
    [InlineData("another secret", "provisioning/claim", "client_credentials", "invalid_client")]
    [InlineData(null, "provisioning/other", "client_credentials", "invalid_scope")]
    [InlineData(null, "provisioning/claim", "password", "unsupported_grant_type")]
    public async Task gives_no_token_to_others_or_for_more(string? secret, string scope, string grant, string error)
    {
        var client = pool.AddClient("provisioning/claim");

        var answer = await TokenAsync(client.Id, secret ?? client.Secret, scope, grant);

        Assert.Equal((400, error), ((int)answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["error"]));
        Assert.DoesNotContain(client.Secret, client.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void is_made_once_and_found_by_its_arn()
    {
        Assert.Same(pool, pools.Find(Arn));
        Assert.Null(pools.Find(Arn.Replace("AbC", "XyZ", StringComparison.Ordinal)));
        Assert.Equal("AlreadyExistsException", Assert.Throws<AwsException>(() => pools.Create(Arn)).Code);
        Assert.Equal("InvalidParameterException", Assert.Throws<AwsException>(() => pools.Create("us-east-1_AbCdEfGhI")).Code);
    }

    [Theory]
    [InlineData("us-east-1_another/.well-known/jwks.json")]
    [InlineData("us-east-1_AbCdEfGhI/.well-known/private.json")]
    [InlineData("")]
    public async Task shows_nothing_else(string path) =>
        Assert.Equal(404, (int)(await http.GetAsync(new Uri(new Uri(pool.Issuer), "/" + path))).StatusCode);

    private async Task<HttpResponseMessage> TokenAsync(string id, string secret, string scope, string grant = "client_credentials")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{pool.Issuer}/oauth2/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", grant), new("scope", scope)]),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))) },
        };
        return await http.SendAsync(request);
    }
}
