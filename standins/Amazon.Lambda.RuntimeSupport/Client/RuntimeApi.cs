using System.Net;
using System.Net.Http.Headers;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The four calls of the Lambda Runtime API, version 2018-06-01.</summary>
internal sealed class RuntimeApi(HttpClient httpClient, string hostAndPort, LambdaEnvironment environment)
{
    private readonly string _base = $"http://{hostAndPort}/2018-06-01/runtime";

    public async Task<InvocationRequest> GetNextInvocationAsync(ILambdaSerializer serializer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_base}/invocation/next");
        using var response = await httpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await ThrowUnlessExpectedAsync(response, cancellationToken);
        var payload = new MemoryStream(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return new InvocationRequest(payload, new LambdaContext(new RuntimeApiHeaders(response), environment, serializer));
    }

    public async Task SendResponseAsync(string awsRequestId, Stream output, CancellationToken cancellationToken)
    {
        using HttpContent content = output is null ? new ByteArrayContent([]) : new StreamContent(output);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await PostAsync($"{_base}/invocation/{awsRequestId}/response", content, errorType: null, cancellationToken);
    }

    public async Task ReportInvocationErrorAsync(string awsRequestId, Exception exception, CancellationToken cancellationToken)
    {
        using var content = ErrorJson.ContentOf(exception);
        await PostAsync($"{_base}/invocation/{awsRequestId}/error", content, exception.GetType().Name, cancellationToken);
    }

    public async Task ReportInitializationErrorAsync(Exception exception)
    {
        using var content = ErrorJson.ContentOf(exception);
        await PostAsync($"{_base}/init/error", content, errorType: null, CancellationToken.None);
    }

    private async Task PostAsync(string url, HttpContent content, string errorType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (errorType is not null)
        {
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using var response = await httpClient.SendAsync(request, cancellationToken);
        await ThrowUnlessExpectedAsync(response, cancellationToken);
    }

    private static async Task ThrowUnlessExpectedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent)
        {
            return;
        }

        var status = (int)response.StatusCode;
        var message = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => "Bad Request",
            HttpStatusCode.Forbidden => "Forbidden",
            HttpStatusCode.RequestEntityTooLarge => "Payload Too Large",
            HttpStatusCode.InternalServerError => "Container error. Non-recoverable state. Runtime should exit promptly.\n",
            _ => $"The HTTP status code of the response was not expected ({status}).",
        };
        throw new RuntimeApiClientException(
            message,
            status,
            await response.Content.ReadAsStringAsync(cancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => header.Value),
            innerException: null);
    }
}
