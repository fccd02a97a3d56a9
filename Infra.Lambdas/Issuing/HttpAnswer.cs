using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity;

namespace Infra.Lambdas.Issuing;

/// <summary>An answer through API Gateway, never to be kept by anything on its way.</summary>
internal static class HttpAnswer
{
    public static APIGatewayProxyResponse Of(int status, string mediaType, string body, int? retryAfterSeconds = null)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = mediaType, ["Cache-Control"] = "no-store" };
        if (retryAfterSeconds is { } seconds)
        {
            headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return new() { StatusCode = status, Headers = headers, Body = body };
    }

    public static APIGatewayProxyResponse Of(Problem problem, DeviceId? device, string requestId)
    {
        var answer = new ProblemAnswer($"urn:provisioning:problem:{problem.Code}", problem.Status, problem.Code, problem.Detail, requestId);
        return Of(
            problem.Status,
            "application/problem+json",
            JsonSerializer.Serialize(answer, AnswerJson.Default.ProblemAnswer),
            problem is { RetryAfterSeconds: { } seconds, WaitIsExact: false } ? RetryAfter.Seconds(seconds, device) : problem.RetryAfterSeconds);
    }
}
