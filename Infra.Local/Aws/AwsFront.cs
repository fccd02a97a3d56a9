using System.Collections.Immutable;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.Aws;

/// <summary>
/// The one port behind which all services stand. Region and service come from the SigV4 credential scope and the caller from the
/// access key, so an unmodified SDK or CLI needs nothing but <c>AWS_ENDPOINT_URL</c> and credentials.
/// </summary>
internal sealed class AwsFront : IAsyncDisposable
{
    private readonly ImmutableDictionary<string, IAwsService> services;
    private readonly DeployedIam iam;
    private readonly CallerAuthentication authentication;
    private readonly LoopbackServer server;

    public AwsFront(IEnumerable<IAwsService> services, DeployedIam iam, Faults? faults = null)
    {
        (this.services, this.iam, authentication, Faults) = (services.ToImmutableDictionary(service => service.SigningName), iam, new(iam), faults ?? new());
        server = new(AnswerAsync);
    }

    /// <summary>The value for <c>AWS_ENDPOINT_URL</c>.</summary>
    public Uri Address => server.Address;

    public Faults Faults { get; }

    public Task StartAsync(CancellationToken cancellationToken) => server.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var requestId = Guid.NewGuid().ToString();
        IAwsService? service = null;
        AwsReply? reply;
        try
        {
            var body = await ReadBodyAsync(http);
            var (authorization, caller) = authentication.Of(http.Request, body);
            service = services.GetValueOrDefault(authorization.Service) ?? throw new AwsException(400, "UnknownService",
                $"the local cloud has no service '{authorization.Service}'; it has {string.Join(", ", services.Keys.Order(StringComparer.Ordinal))}");
            var call = new AwsCall(authorization.Region, caller, http.Request, body, iam);
            var operation = call.Operation is { Length: > 0 } named ? named : $"{http.Request.Method} {http.Request.Path}";
            reply = await Faults.AroundAsync(service.SigningName, operation, () => service.AnswerAsync(call, http.RequestAborted), http.RequestAborted);
        }
        catch (AwsException refusal)
        {
            reply = AwsErrors.Render(refusal, service?.Protocol ?? ProtocolOf(http.Request), requestId, service?.ErrorNamespace ?? "");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception defect)
        {
            // A defect of the local cloud, not of the program: say so where the caller looks, instead of a bare broken connection.
            reply = AwsErrors.Render(new(500, "InternalFailure", $"the local cloud failed: {defect}"), service?.Protocol ?? AwsProtocol.Json11, requestId, service?.ErrorNamespace ?? "");
        }
        if (reply is null)
        {
            http.Abort();
            return;
        }
        await WriteAsync(http, reply, requestId);
    }

    // Before the service is known: the JSON protocols name their target, STS posts a form.
    private static AwsProtocol ProtocolOf(HttpRequest request) =>
        request.Headers.ContainsKey("X-Amz-Target") ? AwsProtocol.Json11
        : request.HasFormContentType ? AwsProtocol.Query
        : AwsProtocol.RestJson;

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength is null or 0 && !http.Request.Headers.ContainsKey("Transfer-Encoding")) { return default; }
        using var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 256));
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task WriteAsync(HttpContext http, AwsReply reply, string requestId)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = reply.ContentType;
        http.Response.ContentLength = reply.Body.Length;
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        foreach (var (name, value) in reply.Headers) { http.Response.Headers[name] = value; }
        // A HEAD and a 204 have no body, and Kestrel refuses to write one.
        if (!reply.Body.IsEmpty && !HttpMethods.IsHead(http.Request.Method)) { await http.Response.Body.WriteAsync(reply.Body, http.RequestAborted); }
    }
}
