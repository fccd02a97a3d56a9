using System.Net;
using System.Text;
using System.Text.Json;
using Infra.Local.Cognito;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Cognito;

/// <summary>Before the local verifier and before AWS's own, aws-jwt-verify.</summary>
public sealed class A_token_of_a_user_pool(A_token_of_a_user_pool.Issuers issuers) : IClassFixture<A_token_of_a_user_pool.Issuers>, IDisposable
{
    private const string PoolId = "us-east-1_AbCdEfGhI";
    private const string OtherId = "us-east-1_123456789";

    private readonly UserPool pool = issuers.Pool;
    private readonly UserPool other = issuers.Other;
    private readonly HttpClient http = new(issuers, disposeHandler: false);

    private TokenVerifier Verifier => new(new IssuerKeys(http), TimeProvider.System);

    public static TheoryData<string> Lies => [.. Tokens.Lies.Concat(Tokens.Oddities)];

    [Fact]
    public async Task is_accepted_with_what_it_says()
    {
        var verdict = Assert.IsType<TokenVerdict.Accepted>(await VerifyAsync(Tokens.Good(pool)));

        Assert.Equal(("access", "jane"), (verdict.Claims.GetProperty("token_use").GetString(), verdict.Claims.GetProperty("username").GetString()));
        Assert.IsType<TokenVerdict.Accepted>(await VerifyAsync(pool.SignIn(pool.AddClient(Tokens.Scope))));
        Assert.IsType<TokenVerdict.Accepted>(await Verifier.VerifyAsync(pool.SignIn(pool.AddClient(), "jane").Id, [pool.Issuer], [], CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task is_refused_where_something_is_not_right(string lie)
    {
        var verdict = Assert.IsType<TokenVerdict.Refused>(await VerifyAsync(Tokens.Lie(pool, other, lie, DateTimeOffset.UtcNow)));

        Assert.Equal(lie is "expired" or "just expired", verdict == TokenVerdict.Expired);
    }

    [Fact]
    public async Task is_refused_for_its_use_where_an_id_token_is_wanted() =>
        Assert.IsType<TokenVerdict.Refused>(await Verifier.VerifyAsync(Tokens.Good(pool), [pool.Issuer], [], CancellationToken.None));

    [Fact]
    public async Task is_judged_alike_by_awss_own_verifier()
    {
        var now = DateTimeOffset.UtcNow;
        // Theirs takes tokens that do not say when they were made and when they end.
        var tokens = Tokens.Lies.Except(["without a beginning", "without an end"]).ToDictionary(lie => lie, lie => Tokens.Lie(pool, other, lie, now));
        tokens["good"] = Tokens.Good(pool);
        tokens["of an application"] = pool.SignIn(pool.AddClient("openid", Tokens.Scope));

        var theirs = await NodeJudge.AskAsync<Dictionary<string, bool>>("cognito-tokens.mjs", new { userPoolId = PoolId, keys = pool.Keys, tokenUse = "access", scope = Tokens.Scope, tokens });

        Assert.Equal(["good", "of an application"], theirs.Where(verdict => verdict.Value).Select(verdict => verdict.Key).Order(StringComparer.Ordinal));
        foreach (var (name, token) in tokens) { Assert.Equal(theirs[name], await VerifyAsync(token) is TokenVerdict.Accepted); }
    }

    public void Dispose() => http.Dispose();

    private static string IssuerOf(string id) => $"https://cognito-idp.us-east-1.amazonaws.com/{id}";

    private Task<TokenVerdict> VerifyAsync(string token) => Verifier.VerifyAsync(token, [pool.Issuer], [Tokens.Scope, "provisioning/other"], CancellationToken.None);

    /// <summary>Two pools, and what they show of their keys, without a network.</summary>
    public sealed class Issuers : HttpMessageHandler
    {
        internal UserPool Pool { get; } = new(PoolId, IssuerOf(PoolId), TimeProvider.System);

        internal UserPool Other { get; } = new(OtherId, IssuerOf(OtherId), TimeProvider.System);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(JsonSerializer.Serialize(new[] { Pool, Other }.Single(pool => request.RequestUri!.ToString() == $"{pool.Issuer}/.well-known/jwks.json").Keys), Encoding.UTF8, "application/json"),
            });

        protected override void Dispose(bool disposing)
        {
            Pool.Dispose();
            Other.Dispose();
            base.Dispose(disposing);
        }
    }
}
