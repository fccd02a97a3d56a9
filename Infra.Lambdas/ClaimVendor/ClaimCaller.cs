using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace Infra.Lambdas.ClaimVendor;

/// <summary>Who asked for a claim, as API Gateway has authenticated them.</summary>
/// <param name="Id">
/// Who, for ever: the ARN of whoever signed the request; of a user pool's users the issuer and their id in it,
/// <c>cognito-idp.REGION.amazonaws.com/POOL:SUB</c>.
/// </param>
internal sealed record ClaimCaller(string Id)
{
    /// <summary>By which application of the user pool.</summary>
    public string? Client { get; init; }

    /// <summary>Under which name they signed in to it; none where an application asks for itself.</summary>
    public string? UserName { get; init; }

    /// <summary>The caller of a request; null where API Gateway names none, or none that claims are made for.</summary>
    public static ClaimCaller? Of(APIGatewayProxyRequest request)
    {
        var (signed, claims) = (request.RequestContext?.Identity?.UserArn, request.RequestContext?.Authorizer?.GetValueOrDefault("claims"));
        // One or the other: API Gateway authenticates a method in one way.
        return (string.IsNullOrEmpty(signed), claims) switch
        {
            (false, null) => new(signed!),
            (true, JsonElement token) => OfToken(token),
            _ => null,
        };
    }

    // Claims of an access token ("Understanding the access token", Amazon Cognito Developer Guide). An ID token says who somebody is, not what an
    // application may do for them, and has no scope that could have been asked for.
    private static ClaimCaller? OfToken(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object
        && Text(token, "token_use") == "access"
        && Text(token, "iss") is { } issuer && Text(token, "sub") is { } subject && Text(token, "client_id") is { } client
            ? new($"{WithoutScheme(issuer)}:{subject}") { Client = client, UserName = Text(token, "username") }
            : null;

    private static string WithoutScheme(string issuer) => issuer.StartsWith(Https, StringComparison.Ordinal) ? issuer[Https.Length..] : issuer;

    private static string? Text(JsonElement token, string claim) =>
        token.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private const string Https = "https://";
}
