using System.Text.Encodings.Web;
using System.Text.Json;

namespace Infra.Components;

/// <summary>
/// One line of JSON per request: who, what, how it ended, how long it took. The CSR's digest stands for the CSR; no header and no body is logged.
/// </summary>
internal static class AccessLog
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Format { get; } = JsonSerializer.Serialize(new
    {
        requestId = "$context.requestId",
        time = "$context.requestTime",
        sourceIp = "$context.identity.sourceIp",
        method = "$context.httpMethod",
        route = "$context.resourcePath",
        status = "$context.status",
        deviceId = "$context.authorizer.deviceId",
        caller = "$context.identity.userArn",
        csrSha256 = "$context.authorizer.csrSha256",
        problem = "$context.error.responseType",
        latencyMs = "$context.responseLatency",
        issuerLatencyMs = "$context.integrationLatency",
    }, Json);
}
