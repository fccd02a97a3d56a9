using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Devices.Claims;
using Infra.Identity;
using Infra.Tools.Aws;

namespace Infra.Tools.Claims;

/// <summary>Claims by way of the provisioning API's <c>POST /claim</c>, which looks at who asks and for which device.</summary>
internal static class ClaimsOfApi
{
    /// <summary>Asks once, as somebody.</summary>
    public delegate Task<ClaimAnswer> Asking(HttpClient http, Uri route, DeviceId device, CancellationToken cancellation);

    /// <summary>As whoever has AWS credentials, of a role that may.</summary>
    /// <param name="region">The API's region. Null: the environment's.</param>
    /// <param name="aws">Whose credentials sign.</param>
    /// <param name="clock">Dates the signature.</param>
    public static Asking Signed(string? region, AwsClients aws, TimeProvider clock)
    {
        var where = region ?? aws.Region() ?? throw new ToolException(ExitCodes.Usage, "region-missing", "the signature names the API's region, and none is set", "give --region, or set AWS_REGION");
        return async (http, route, device, cancellation) => await new ClaimApi(http, clock).AskAsync(route, where, device, await aws.Credentials(), cancellation);
    }

    /// <summary>As whoever has signed in to the API's user pool.</summary>
    public static Asking With(string accessToken, TimeProvider clock) =>
        (http, route, device, cancellation) => new ClaimApi(http, clock).AskAsync(route, device, accessToken, cancellation);

    /// <param name="api">The API's URL, without the route.</param>
    /// <param name="device">The device that the claim is for.</param>
    /// <param name="asking">How, and as whom.</param>
    /// <param name="cancellation">The person's.</param>
    public static async Task<NewClaim> GetAsync(string api, DeviceId device, Asking asking, CancellationToken cancellation)
    {
        var route = new Uri(api.TrimEnd('/') + "/claim");
        var answer = await AskAsync();
        if (answer.Claim is not { } claim) { throw Refusal(answer, device); }
        return new()
        {
            Template = claim.TemplateName,
            CertificateId = claim.CertificateId,
            CertificatePem = claim.Certificate,
            KeyPem = claim.PrivateKey,
            Expires = claim.ExpiresAt.UtcDateTime,
            Endpoint = claim.Endpoint,
        };

        async Task<ClaimAnswer> AskAsync()
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) }; // API Gateway itself gives up after 29
            try
            {
                return await asking(http, route, device, cancellation);
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new ToolException(ExitCodes.Aws, "claim-unanswered", $"{route} did not answer: {e.Message.TrimEnd('.')}", "check --api and the network; a claim that was made meanwhile ends by itself");
            }
            catch (JsonException e)
            {
                // The message's own text may hold the key: only where it breaks is told.
                throw new ToolException(ExitCodes.Aws, "claim-answer-malformed", $"the answer of {route} is no claim, at {e.Path ?? "$"}", "check --api: the stack's output apiUrl");
            }
        }
    }

    private static ToolException Refusal(ClaimAnswer answer, DeviceId device)
    {
        var problem = Problem.Read(answer.Problem);
        var hint = problem.Code switch
        {
            "device_refused" => $"provision devices show {device} tells whether it is recorded, and ready",
            "signature_invalid" => "check the credentials (AWS_PROFILE), --region, which is the API's, and the machine's clock",
            "refused" when answer.Status == 401 => "the token must be an access token of the API's user pool, with the scope that it asks for, and not over",
            "refused" => "the caller's role must allow execute-api:Invoke on POST/claim, and the API let in its account and network",
            "no_such_route" => "check --api: the stack's output apiUrl, of a stack with claimApi",
            _ when answer.Status is 429 or >= 500 => "wait a little and repeat",
            _ => "check --api: the stack's output apiUrl",
        };
        return new ToolException(
            ExitCodes.Aws, "claim-refused", $"the API answered {answer.Status}{(problem.Code is { } code ? $" {code}" : "")}: {problem.Detail ?? answer.Problem?.Trim()}", hint);
    }

    /// <summary>What is read of <c>application/problem+json</c> (RFC 9457).</summary>
    private sealed record Problem([property: JsonPropertyName("code")] string? Code, [property: JsonPropertyName("detail")] string? Detail)
    {
        private static readonly Problem None = new(null, null);

        public static Problem Read(string? text)
        {
            try
            {
                return JsonSerializer.Deserialize<Problem>(text ?? "{}") ?? None;
            }
            catch (JsonException)
            {
                return None; // a proxy's page, say, which is shown as it is
            }
        }
    }
}
