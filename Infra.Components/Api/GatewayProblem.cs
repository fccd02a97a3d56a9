using System.Collections.Immutable;
using System.Text.Json;

namespace Infra.Components;

/// <summary>An answer that API Gateway gives by itself, as a problem document (RFC 9457) like those of the functions.</summary>
/// <param name="ResponseType">Which of its answers, in API Gateway's spelling.</param>
/// <param name="StatusCode">The status it is given.</param>
/// <param name="Title">What happened, for people.</param>
/// <param name="Code">What happened, for programs: stable.</param>
/// <param name="RetryAfterSeconds">When to come again. Default: not said.</param>
internal sealed record GatewayProblem(string ResponseType, int StatusCode, string Title, string Code, int? RetryAfterSeconds = null)
{
    // One body for every refusal: what a caller cannot tell apart it cannot probe for. Hence no "status" member either.
    private const string Refused = "the request was refused; check the device's registration and the CSR";

    public static ImmutableArray<GatewayProblem> All { get; } =
    [
        new("UNAUTHORIZED", 401, Refused, "refused"),
        new("ACCESS_DENIED", 403, Refused, "refused"),
        new("BAD_REQUEST_PARAMETERS", 400, "the request lacks the header device-csr", "request-malformed"),
        new("BAD_REQUEST_BODY", 400, "the request's body is not what the route takes", "request-malformed"),
        new("REQUEST_TOO_LARGE", 413, "the request is too large", "request-too-large"),
        new("MISSING_AUTHENTICATION_TOKEN", 404, "there is no such route; use POST /new or POST /proto", "no-such-route"),
        new("RESOURCE_NOT_FOUND", 404, "there is no such route; use POST /new or POST /proto", "no-such-route"),
        new("THROTTLED", 429, "too many requests; come again later", "too-many-requests", RetryAfterSeconds: 2),
        new("QUOTA_EXCEEDED", 429, "too many requests; come again later", "too-many-requests", RetryAfterSeconds: 60),
        new("AUTHORIZER_FAILURE", 503, "the service cannot check requests at the moment; come again later", "unavailable", RetryAfterSeconds: 5),
        new("AUTHORIZER_CONFIGURATION_ERROR", 503, "the service cannot check requests at the moment; come again later", "unavailable", RetryAfterSeconds: 60),
        new("INTEGRATION_FAILURE", 503, "the service did not answer; come again with the same CSR", "unavailable", RetryAfterSeconds: 5),
        new("INTEGRATION_TIMEOUT", 503, "the service did not answer in time; come again with the same CSR", "unavailable", RetryAfterSeconds: 5),
        new("DEFAULT_4XX", 400, "the request is not understood", "request-malformed"),
        new("DEFAULT_5XX", 503, "the service failed; come again with the same CSR", "unavailable", RetryAfterSeconds: 5),
    ];

    /// <summary>The name of the resource in the program.</summary>
    public string Name => ResponseType.ToLowerInvariant().Replace('_', '-');

    /// <summary>The body.</summary>
    public string Body => JsonSerializer.Serialize(new { type = "about:blank", title = Title, code = Code });

    /// <summary>Headers, as API Gateway's response parameters: literals stand in single quotes.</summary>
    public ImmutableDictionary<string, string> Headers
    {
        get
        {
            var headers = ImmutableDictionary<string, string>.Empty.Add("gatewayresponse.header.Content-Type", "'application/problem+json'");
            return RetryAfterSeconds is { } seconds ? headers.Add("gatewayresponse.header.Retry-After", $"'{seconds}'") : headers;
        }
    }
}
