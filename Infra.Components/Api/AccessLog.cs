using System.Text.Encodings.Web;
using System.Text.Json;

namespace Infra.Components;

/// <summary>
/// One line of JSON per request: who, what, how it ended, how long it took. The CSR's digest stands for the CSR; no header and no body is logged.
/// </summary>
internal static class AccessLog
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line's format, for callers of <c>POST /claim</c> who show themselves so.</summary>
    public static string FormatFor(ClaimAuthorization claims) => JsonSerializer.Serialize(new
    {
        requestId = "$context.requestId",
        time = "$context.requestTime",
        sourceIp = "$context.identity.sourceIp",
        method = "$context.httpMethod",
        route = "$context.resourcePath",
        status = "$context.status",
        deviceId = "$context.authorizer.deviceId",
        caller = claims is ClaimAuthorization.Cognito ? "$context.authorizer.claims.sub" : "$context.identity.userArn",
        csrSha256 = "$context.authorizer.csrSha256",
        problem = "$context.error.responseType",
        latencyMs = "$context.responseLatency",
        issuerLatencyMs = "$context.integrationLatency",
    }, Json);
}
