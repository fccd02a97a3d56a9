using System.Net;
using System.Text.Json;
using Amazon;
using Infra.Identity.Aws;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Adapters;

/// <summary>
/// DynamoDB's GetItem without the SDK's client: the one call that every function makes for every event. Building and first using that client would be a
/// third of a cold start and most of a warm request's processor time. Endpoint, region and credentials are those of the environment, under the SDK's names.
/// </summary>
internal sealed class DynamoDbGetItem : IDisposable
{
    private const string Operation = "dynamodb:GetItem";
    private const int Attempts = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;
    private readonly string _region;
    private readonly Uri _endpoint;

    /// <param name="environment">Looks a variable up.</param>
    /// <param name="time">Dates the signatures.</param>
    /// <param name="handler">Sends. Default: over TCP and TLS.</param>
    public DynamoDbGetItem(Func<string, string?> environment, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _environment = environment;
        _time = time;
        _region = environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION") ?? throw new InvalidOperationException("neither AWS_REGION nor AWS_DEFAULT_REGION says which region this is");
        _endpoint = EndpointIn(_region, environment);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// Opens the connection that the first request will take, if that needs a handshake, by asking for "/", which DynamoDB answers ("healthy: ...") to anybody.
    /// That it cannot is no error here: the first request will tell.
    /// </summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_endpoint.Scheme != Uri.UriSchemeHttps) { return; }
        try
        {
            using var _ = await _http.GetAsync(_endpoint, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
        }
    }

    /// <summary>Sends a request, up to three times, and returns DynamoDB's answer.</summary>
    /// <exception cref="PortException">DynamoDB refused it, or did not answer.</exception>
    public async Task<JsonDocument> SendAsync(byte[] body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(body, cancellationToken);
            }
            catch (PortException failure) when (attempt < Attempts && IsPassing(failure))
            {
                // Full jitter, as the SDK's standard retries: many functions that were throttled at once do not come back at once.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(25 << attempt)), _time, cancellationToken);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> SendOnceAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            using var request = Request(body);
            using var response = await _http.SendAsync(request, patience.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return response.StatusCode is HttpStatusCode.OK ? JsonDocument.Parse(answer) : throw Refused(response.StatusCode, answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PortException(PortFailure.Unavailable, Operation, exception);
        }
    }

    private HttpRequestMessage Request(byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810.GetItem");
        SignatureV4.Sign(request, body, Credentials(), _region, "dynamodb", _time.GetUtcNow());
        return request;
    }

    private SigningCredentials Credentials() => new(
        _environment("AWS_ACCESS_KEY_ID") ?? throw new InvalidOperationException("AWS_ACCESS_KEY_ID is not in the environment"),
        _environment("AWS_SECRET_ACCESS_KEY") ?? throw new InvalidOperationException("AWS_SECRET_ACCESS_KEY is not in the environment"),
        _environment("AWS_SESSION_TOKEN"));

    // "__type" is com.amazonaws.dynamodb.v20120810#ThrottlingException, or without what is before the #.
    private static PortException Refused(HttpStatusCode status, byte[] answer)
    {
        var code = $"{(int)status}";
        try
        {
            using var document = JsonDocument.Parse(answer);
            code = document.RootElement.GetProperty("__type").GetString()?.Split('#')[^1] ?? code;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not DynamoDB's own words: a proxy's, say. The status is all there is.
        }

        var failure = code is "ThrottlingException" or "ProvisionedThroughputExceededException" or "RequestLimitExceeded" ? PortFailure.Throttled : PortFailure.Unavailable;
        return new PortException(failure, Operation, new HttpRequestException($"DynamoDB answered {(int)status} {code}", inner: null, status));
    }

    private static bool IsPassing(PortException failure) => failure.Failure is PortFailure.Throttled
        || failure.InnerException is not HttpRequestException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError };

    // AWS SDKs and Tools Reference Guide, "Service-specific endpoints", "Dual-stack and FIPS endpoints".
    private static Uri EndpointIn(string region, Func<string, string?> environment)
    {
        if ((environment("AWS_ENDPOINT_URL_DYNAMODB") ?? environment("AWS_ENDPOINT_URL")) is { Length: > 0 } configured)
        {
            return new Uri(configured);
        }

        var service = environment("AWS_USE_FIPS_ENDPOINT") == "true" ? "dynamodb-fips" : "dynamodb";
        return new Uri($"https://{service}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/");
    }
}
