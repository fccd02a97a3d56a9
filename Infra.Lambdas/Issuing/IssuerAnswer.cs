using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity;
using Infra.Lambdas.Hosting;

namespace Infra.Lambdas.Issuing;

/// <summary>An outcome as HTTP: JSON or PEM, 202 while it lasts, problem+json otherwise.</summary>
internal static class IssuerAnswer
{
    private const int PendingSeconds = 2;

    public static APIGatewayProxyResponse Of(
        IssuanceOutcome outcome, APIGatewayProxyRequest request, DeviceId? device, string iotEndpoint, string requestId) => outcome switch
    {
        IssuanceOutcome.Issued issued when WantsPem(request) is { } mediaType => HttpAnswer.Of(200, mediaType, issued.LeafPem + issued.ChainPem),
        IssuanceOutcome.Issued issued => HttpAnswer.Of(
            200,
            "application/json",
            Json(new CertificateAnswer(issued.LeafPem, issued.ChainPem, iotEndpoint, issued.NotAfter.UtcDateTime))),
        IssuanceOutcome.Pending => HttpAnswer.Of(202, "application/json", Json(new PendingAnswer("pending")), RetryAfter.Seconds(PendingSeconds, device)),
        IssuanceOutcome.Failed failed => HttpAnswer.Of(failed.Problem, device, requestId),
        _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
    };

    /// <summary>The first media type asked for that is known decides; JSON if none is.</summary>
    private static string? WantsPem(APIGatewayProxyRequest request)
    {
        var accept = SingleHeader.Find("accept", request.Headers, request.MultiValueHeaders, out _) ?? "";
        var asked = from item in accept.Split(',', StringSplitOptions.TrimEntries) select item.Split(';', 2)[0].TrimEnd().ToLowerInvariant();
        return asked.FirstOrDefault(type => type is "application/json" or "application/x-pem-file" or "text/plain") is { } known
            && known != "application/json"
            ? known
            : null;
    }

    private static string Json(CertificateAnswer answer) => JsonSerializer.Serialize(answer, AnswerJson.Default.CertificateAnswer);

    private static string Json(PendingAnswer answer) => JsonSerializer.Serialize(answer, AnswerJson.Default.PendingAnswer);
}
