using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Local.ApiGateway;

/// <summary>Renders a refusal: the program's own answer for its type where there is one, else the standard one.</summary>
internal static class GatewayResponses
{
    private const string Standard = """{"message":$context.error.messageString}""";

    public static ApiReply Render(Refusal refusal, ApiDeployment? deployment, ContextVariables context)
    {
        context["error.message"] = refusal.Message;
        context["error.messageString"] = JsonValue.Create(refusal.Message)?.ToJsonString() ?? "null";
        context["error.responseType"] = refusal.Type;
        var own = refusal.Lookup.Select(type => deployment?.GatewayResponses.GetValueOrDefault(type)).FirstOrDefault(response => response is not null);
        var body = context.Render(own?.Template ?? Standard, absent: "");
        var headers = own?.Headers.Select(header => KeyValuePair.Create(header.Key, context.Render(header.Value, absent: ""))) ?? [];
        // A program may name another content type for its own body.
        var contentType = own?.Headers.Keys.Any(name => name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) == true
            ? Enumerable.Empty<KeyValuePair<string, string>>()
            : [new("Content-Type", "application/json")];
        return new(own?.Status ?? refusal.Status, Encoding.UTF8.GetBytes(body), [.. contentType, .. headers, new("x-amzn-ErrorType", ErrorType(refusal))]);
    }

    private static string ErrorType(Refusal refusal) => refusal.Status switch
    {
        400 => "BadRequestException",
        401 => "UnauthorizedException",
        403 => refusal.Type switch
        {
            "MISSING_AUTHENTICATION_TOKEN" => "MissingAuthenticationTokenException",
            "INVALID_SIGNATURE" => "InvalidSignatureException",
            _ => "AccessDeniedException",
        },
        429 => "TooManyRequestsException",
        504 => "GatewayTimeoutException",
        _ => "InternalServerErrorException",
    };
}
