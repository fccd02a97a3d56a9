using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Local.ApiGateway;

/// <summary>MOCK: the API answers by itself; the request template says the status, the response template the body.</summary>
internal static class MockIntegration
{
    public static ApiReply Answer(ApiRequest request)
    {
        var template = request.Context.Render(request.Route.Integration.RequestTemplate ?? "", absent: "");
        int status;
        try
        {
            status = (int?)JsonNode.Parse(template)?["statusCode"] ?? throw new RefusedException(Refusal.IntegrationMisconfigured);
        }
        catch (System.Text.Json.JsonException)
        {
            throw new RefusedException(Refusal.IntegrationMisconfigured);
        }
        if (!request.Route.MockResponses.TryGetValue(status, out var response)) { throw new RefusedException(Refusal.IntegrationMisconfigured); }
        var body = Encoding.UTF8.GetBytes(request.Context.Render(response.Template, absent: ""));
        return new(status, body, [new("Content-Type", "application/json"), .. response.Headers]);
    }
}
