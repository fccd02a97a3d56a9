using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pulumi.Aws.ApiGateway;

namespace Infra.Components;

/// <summary>An answer that API Gateway gives by itself, as a problem document (RFC 9457) of the same form as the functions'.</summary>
/// <param name="ResponseType">Which of its answers, in API Gateway's spelling.</param>
/// <param name="StatusCode">The status it is given. Null: its own, which differs among the answers that a default stands for.</param>
/// <param name="Code">What happened, for programs: stable.</param>
/// <param name="Detail">What happened and what to do next, for people.</param>
/// <param name="RetryAfterSeconds">When to come again. Default: not said.</param>
internal sealed record GatewayProblem(string ResponseType, int? StatusCode, string Code, string Detail, int? RetryAfterSeconds = null)
{
    private const string Refused = "the request is refused; check the device's registration and the CSR in the header device-csr";
    private const string RefusedOrNoToken = Refused + ", or for POST /claim the access token in the header Authorization and its scope";
    private const string NoRoute = "there is no such route, or it takes signed requests only; use POST /new or POST /proto, or sign POST /claim with AWS credentials (Signature Version 4)";
    private const string NoRouteForTokens = "there is no such route; use POST /new or POST /proto, or POST /claim with an access token in the header Authorization";
    private const string Unsigned = "the request's signature is not accepted; sign it anew with valid AWS credentials (Signature Version 4)";
    private const string Throttled = "too many requests; try again later";
    private const string Unavailable = "the service does not answer; try again later with the same CSR";

    private static ImmutableArray<GatewayProblem> WithSignatures { get; } = All(Refused, NoRoute);

    private static ImmutableArray<GatewayProblem> WithTokens { get; } = All(RefusedOrNoToken, NoRouteForTokens);

    /// <summary>All of an API, whose callers of <c>POST /claim</c> show themselves so.</summary>
    public static ImmutableArray<GatewayProblem> For(ClaimAuthorization claims) => claims is ClaimAuthorization.Cognito ? WithTokens : WithSignatures;

    private static ImmutableArray<GatewayProblem> All(string refused, string noRoute) =>
    [
        new("UNAUTHORIZED", 401, "refused", refused),
        new("ACCESS_DENIED", 403, "refused", refused),
        new("INVALID_SIGNATURE", 403, "signature_invalid", Unsigned),
        new("EXPIRED_TOKEN", 403, "signature_invalid", Unsigned),
        new("WAF_FILTERED", 403, "refused", refused),
        new("BAD_REQUEST_PARAMETERS", 400, "header_missing", "the request lacks the header device-csr; send the CSR there, as base64"),
        new("BAD_REQUEST_BODY", 400, "bad_request", "the request's body is not what the route takes; send none, and to POST /claim {\"deviceId\": \"…\"}"),
        new("REQUEST_TOO_LARGE", 413, "request_too_large", "the request is too large; send the CSR in the header device-csr and no body"),
        new("MISSING_AUTHENTICATION_TOKEN", 404, "no_such_route", noRoute),
        new("RESOURCE_NOT_FOUND", 404, "no_such_route", noRoute),
        new("THROTTLED", 429, "throttled", Throttled, RetryAfterSeconds: 2),
        new("QUOTA_EXCEEDED", 429, "throttled", Throttled, RetryAfterSeconds: 60),
        new("AUTHORIZER_FAILURE", 503, "unavailable", Unavailable, RetryAfterSeconds: 5),
        new("AUTHORIZER_CONFIGURATION_ERROR", 503, "unavailable", Unavailable, RetryAfterSeconds: 60),
        new("INTEGRATION_FAILURE", 503, "unavailable", Unavailable, RetryAfterSeconds: 5),
        new("INTEGRATION_TIMEOUT", 503, "unavailable", Unavailable, RetryAfterSeconds: 5),
        new("DEFAULT_4XX", null, "bad_request", "the request is not understood; use POST /new or POST /proto with the header device-csr"),
        new("DEFAULT_5XX", null, "unavailable", Unavailable, RetryAfterSeconds: 5),
    ];

    /// <summary>The name of the resource in the program.</summary>
    public string Name => ResponseType.ToLowerInvariant().Replace('_', '-');

    /// <summary>
    /// The body. It says neither status nor request id: all refusals are to have one body, since what a caller cannot tell apart it cannot probe
    /// for. Both stand in the answer's first line and its header x-amzn-RequestId.
    /// </summary>
    public string Body => JsonSerializer.Serialize(new { type = $"urn:provisioning:problem:{Code}", code = Code, detail = Detail }, Json);

    /// <summary>Headers, as API Gateway's response parameters: literals stand in single quotes.</summary>
    public ImmutableDictionary<string, string> Headers
    {
        get
        {
            var headers = ImmutableDictionary<string, string>.Empty
                .Add("gatewayresponse.header.Content-Type", "'application/problem+json'")
                .Add("gatewayresponse.header.Cache-Control", "'no-store'");
            return RetryAfterSeconds is { } seconds ? headers.Add("gatewayresponse.header.Retry-After", $"'{seconds}'") : headers;
        }
    }

    /// <summary>All that API Gateway is told, for noticing changes.</summary>
    public string Shape => $"{ResponseType} {StatusCode} {RetryAfterSeconds} {Body}";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Creates the answer in the API.</summary>
    public Response Create(string name, ApiParts parts) => new(name, new()
    {
        RestApiId = parts.Api.Id,
        Region = parts.Region,
        ResponseType = ResponseType,
        StatusCode = Optional.Given(StatusCode?.ToString(CultureInfo.InvariantCulture)),
        ResponseParameters = Headers,
        ResponseTemplates = { { "application/json", Body } },
    }, parts.Options);
}
