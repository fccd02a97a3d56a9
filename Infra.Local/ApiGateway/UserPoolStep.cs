using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Cognito;

namespace Infra.Local.ApiGateway;

/// <summary>
/// Authorization COGNITO_USER_POOLS: a token of one of the authorizer's pools, an access token with one of the method's scopes or, without scopes, an ID token
/// (API Gateway Developer Guide, "Control access to REST APIs using Amazon Cognito user pools as an authorizer").
/// </summary>
internal sealed class UserPoolStep(HttpClient http, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    private readonly TokenVerifier verifier = new(new IssuerKeys(http), clock);

    /// <summary>The authorizer's part of the event, <c>{"claims": {...}}</c>; throws <see cref="RefusedException"/> when the caller may not.</summary>
    public async Task<JsonObject> AuthorizeAsync(ApiRequest request, UserPoolAuthorizer authorizer, CancellationToken cancellationToken)
    {
        var header = request.Http.Headers[authorizer.IdentitySource];
        if (header is not [{ Length: > 0 } value]) { throw new RefusedException(Refusal.Unauthorized); }
        var token = value.StartsWith(Bearer, StringComparison.Ordinal) ? value[Bearer.Length..] : value;
        TokenVerdict verdict;
        try
        {
            verdict = await verifier.VerifyAsync(token, authorizer.Issuers, request.Route.Method.Scopes, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RefusedException(Refusal.AuthorizerFailed);
        }
        if (verdict is not TokenVerdict.Accepted(var claims)) { throw new RefusedException(verdict == TokenVerdict.Expired ? Refusal.TokenExpired : Refusal.Unauthorized); }

        var texts = new JsonObject(claims.EnumerateObject().Select(claim => KeyValuePair.Create<string, JsonNode?>(claim.Name, TextOf(claim))));
        foreach (var (name, text) in texts) { request.Context[$"authorizer.claims.{name}"] = (string?)text; }
        ResourcePolicy.RequireAllow(request);
        return new() { ["claims"] = texts };
    }

    // A function gets texts only: lists with commas, and of these two claims dates, as Java writes them.
    private static string TextOf(JsonProperty claim) => claim.Value.ValueKind switch
    {
        JsonValueKind.Number when claim.Name is "exp" or "iat" =>
            DateTimeOffset.FromUnixTimeSeconds(claim.Value.GetInt64()).ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join(',', claim.Value.EnumerateArray().Select(item => item.ToString())),
        _ => claim.Value.ToString(),
    };
}
