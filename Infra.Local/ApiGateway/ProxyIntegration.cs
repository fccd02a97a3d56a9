using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>AWS_PROXY: the function gets the request and its answer is the response.</summary>
internal sealed class ProxyIntegration(IFunctionInvoker functions)
{
    public async Task<ApiReply> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var source = RequestContext.Of(("aws:SourceArn", request.MethodArn), ("aws:SourceAccount", Arns.Account));
        var payload = Encoding.UTF8.GetBytes(request.ProxyEvent().ToJsonString());
        FunctionResult? result;
        try
        {
            result = await functions
                .InvokeAsync(request.Route.Integration.FunctionArn!, "apigateway.amazonaws.com", source, payload, cancellationToken)
                .WaitAsync(request.Route.Integration.Timeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new RefusedException(Refusal.IntegrationTimedOut);
        }
        if (result is null) { throw new RefusedException(Refusal.IntegrationMisconfigured); }
        if (result.Error is not null) { throw new RefusedException(Refusal.IntegrationFailed); }
        return Parse(result.Payload) ?? throw new RefusedException(Refusal.IntegrationFailed);
    }

    /// <summary><c>{statusCode, headers, multiValueHeaders, body, isBase64Encoded}</c>; null for anything else.</summary>
    private static ApiReply? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (JsonNode.Parse(payload.Span) is not JsonObject answer || answer["statusCode"] is not JsonValue status
                || !int.TryParse(status.ToString(), out var code) || code is < 100 or > 599)
            {
                return null;
            }
            var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
            foreach (var (name, value) in answer["headers"] as JsonObject ?? []) { headers.Add(new(name, value?.ToString() ?? "")); }
            foreach (var (name, values) in answer["multiValueHeaders"] as JsonObject ?? [])
            {
                headers.AddRange((values as JsonArray ?? []).Select(value => new KeyValuePair<string, string>(name, value?.ToString() ?? "")));
            }
            var body = (string?)answer["body"] ?? "";
            var isBase64 = (bool?)answer["isBase64Encoded"] ?? false;
            return new(code, isBase64 ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body), headers.ToImmutable());
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
