using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.Cognito;

/// <summary>
/// Every user pool, and what the world reads of them at <c>{issuer}/.well-known/</c>: keys, and where applications get tokens. The program names pools and makes
/// none, so they are made here before it is deployed.
/// </summary>
internal sealed class UserPools : IAsyncDisposable
{
    private const string Service = ":cognito-idp:";
    private const string KeysPath = "/.well-known/jwks.json";
    private const string TokenPath = "/oauth2/token";

    private readonly ConcurrentDictionary<string, UserPool> pools = new(StringComparer.Ordinal);
    private readonly TimeProvider clock;
    private readonly LoopbackServer server;

    private UserPools(TimeProvider clock)
    {
        this.clock = clock;
        server = new(AnswerAsync);
    }

    public static async Task<UserPools> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var pools = new UserPools(clock);
        await pools.server.StartAsync(cancellationToken);
        return pools;
    }

    /// <summary>Makes the pool of an ARN, <c>arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID</c>, of whichever account.</summary>
    public UserPool Create(string arn)
    {
        var id = IdOf(arn) ?? throw new AwsException(400, "InvalidParameterException", $"'{arn}' is not the ARN of a user pool");
        var pool = new UserPool(id, $"http://{server.Authority}/{id}", clock);
        if (pools.TryAdd(id, pool)) { return pool; }
        pool.Dispose();
        throw new AwsException(409, "AlreadyExistsException", $"user pool {id} exists already");
    }

    /// <summary>The pool of an ARN; null if it was never made.</summary>
    public UserPool? Find(string arn) => IdOf(arn) is { } id ? pools.GetValueOrDefault(id) : null;

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        foreach (var pool in pools.Values) { pool.Dispose(); }
    }

    private static string? IdOf(string arn) => arn.Contains(Service, StringComparison.Ordinal) && arn.Split(":userpool/") is [_, { Length: > 0 } id] ? id : null;

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        var end = path.IndexOf('/', 1);
        var (status, body) = end < 0 || !pools.TryGetValue(path[1..end], out var pool) ? (404, Error("not_found")) : (http.Request.Method, path[end..]) switch
        {
            ("GET", KeysPath) => (200, pool.Keys),
            ("GET", "/.well-known/openid-configuration") => (200, Describe(pool)),
            ("POST", TokenPath) => await TokenAsync(pool, http),
            _ => (404, Error("not_found")),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = path.EndsWith(TokenPath, StringComparison.Ordinal) ? "no-store" : "public, max-age=86400";
        await http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }

    private static JsonObject Describe(UserPool pool) => new()
    {
        ["issuer"] = pool.Issuer,
        ["jwks_uri"] = pool.Issuer + KeysPath,
        ["token_endpoint"] = pool.Issuer + TokenPath,
        ["grant_types_supported"] = new JsonArray("client_credentials"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };

    // RFC 6749, 4.4: a client asks for itself.
    private static async Task<(int Status, JsonObject Body)> TokenAsync(UserPool pool, HttpContext http)
    {
        if (!http.Request.HasFormContentType) { return (400, Error("invalid_request")); }
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != "client_credentials") { return (400, Error("unsupported_grant_type")); }
        var (id, secret) = Credentials(http.Request) ?? (form["client_id"].ToString(), form["client_secret"].ToString());
        if (pool.Find(id, secret) is not { } client) { return (400, Error("invalid_client")); }
        var asked = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(client.Scopes).Any()) { return (400, Error("invalid_scope")); }
        var granted = asked.Length == 0 ? client : client with { Scopes = [.. asked] };
        return (200, new() { ["access_token"] = pool.SignIn(granted), ["expires_in"] = (int)UserPool.TokenLife.TotalSeconds, ["token_type"] = "Bearer" });
    }

    private static (string Id, string Secret)? Credentials(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } parameter }) { return null; }
        var bytes = new byte[parameter.Length];
        return Convert.TryFromBase64String(parameter, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var id, var secret] ? (id, secret) : ("", "");
    }

    private static JsonObject Error(string code) => new() { ["error"] = code };
}
