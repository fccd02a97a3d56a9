using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.ApiGateway;

/// <summary>Serves one REST API on a loopback port of its own: <c>http://127.0.0.1:{port}/{stage}/{path}</c>.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    // API Gateway's quota for the total of names and values of all headers.
    private const int MaxHeaderBytes = 10_240;

    private readonly RestApi api;
    private readonly AuthorizerStep authorizers;
    private readonly IamStep signatures;
    private readonly UserPoolStep tokens;
    private readonly ProxyIntegration proxy;
    private readonly Func<IPAddress, CallerOrigin> originOf;
    private readonly LoopbackServer server;

    private ApiServer(RestApi api, IFunctionInvoker functions, DeployedIam iam, HttpClient http, TimeProvider clock, Func<IPAddress, CallerOrigin> originOf)
    {
        (this.api, this.originOf) = (api, originOf);
        (authorizers, signatures, tokens, proxy) = (new(functions, clock), new(iam), new(http, clock), new(functions));
        server = new(AnswerAsync);
    }

    public Uri Address => server.Address;

    public static async Task<ApiServer> StartAsync(
        RestApi api, IFunctionInvoker functions, DeployedIam iam, HttpClient http, TimeProvider clock, Func<IPAddress, CallerOrigin> originOf, CancellationToken cancellationToken)
    {
        var apiServer = new ApiServer(api, functions, iam, http, clock, originOf);
        await apiServer.server.StartAsync(cancellationToken);
        return apiServer;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var origin = originOf(http.Connection.RemoteIpAddress ?? IPAddress.None);
        var context = NewContext(http, origin);
        ApiStage? stage = null;
        ApiReply reply;
        try
        {
            var parts = (http.Request.Path.Value ?? "/").Split('/', 3);
            if (!api.Stages.TryGetValue(parts[1], out stage) || (api.IsPrivate && origin.VpcEndpoint is null)) { throw new RefusedException(Refusal.NoSuchStage); }
            context["stage"] = stage.Name;
            reply = await AnswerAsync(http, stage, "/" + (parts.Length > 2 ? parts[2] : ""), context, origin);
        }
        catch (RefusedException refused)
        {
            reply = GatewayResponses.Render(refused.Refusal, stage?.Deployment, context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception defect)
        {
            // A defect of the local cloud, not of the program: say so where the caller looks.
            reply = new(500, Encoding.UTF8.GetBytes($"the local cloud failed: {defect}"), [new("Content-Type", "text/plain")]);
        }
        context.Set("status", reply.Status);
        context.Set("responseLength", reply.Body.Length);
        context.Set("responseLatency", (long)Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
        // Before the answer leaves, so that whoever has the answer finds the line.
        if (stage?.AccessLog is var (group, format)) { group.Append(api.Id, context.Render(format, absent: "-")); }
        await WriteAsync(http, reply, context);
    }

    private async Task<ApiReply> AnswerAsync(HttpContext http, ApiStage stage, string path, ContextVariables context, CallerOrigin origin)
    {
        if (http.Request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)) > MaxHeaderBytes)
        {
            throw new RefusedException(Refusal.HeadersTooLarge);
        }
        if (stage.Deployment.Find(http.Request.Method, path) is not var (route, pathParameters)) { throw new RefusedException(Refusal.NoSuchRoute); }
        context["resourcePath"] = route.Resource.Path;
        context["resourceId"] = route.Resource.Id;
        if (!stage.TryTake(route)) { throw new RefusedException(Refusal.Throttled); }

        var request = new ApiRequest(api, stage, route, pathParameters, path, http.Request, await ReadBodyAsync(http), context, origin);
        request = await AuthorizedAsync(request);
        if (route.Method.RequiredParameters.Where(parameter => !Has(http.Request, parameter)).Select(Name).ToArray() is { Length: > 0 } missing)
        {
            throw new RefusedException(Refusal.BadParameters(missing));
        }

        if (route.Method.Body?.Accepts(request.Body) == false) { throw new RefusedException(Refusal.BadBody); }

        var integrationAt = Stopwatch.GetTimestamp();
        var reply = route.Integration.Type == "MOCK"
            ? MockIntegration.Answer(request)
            : await proxy.AnswerAsync(request, http.RequestAborted);
        context.Set("integration.latency", (long)Stopwatch.GetElapsedTime(integrationAt).TotalMilliseconds);
        context.Set("integration.status", 200);
        context["integrationLatency"] = context["integration.latency"];
        context["integrationStatus"] = context["integration.status"];
        return reply;
    }

    /// <summary>The request with what is known of its caller; throws <see cref="RefusedException"/> where that is not enough.</summary>
    private async Task<ApiRequest> AuthorizedAsync(ApiRequest request)
    {
        var cancellationToken = request.Http.HttpContext.RequestAborted;
        switch (request.Route.Authorizer)
        {
            case LambdaAuthorizer authorizer:
                return request with { Authorizer = await authorizers.AuthorizeAsync(request, authorizer, cancellationToken) };
            case UserPoolAuthorizer authorizer:
                return request with { Authorizer = await tokens.AuthorizeAsync(request, authorizer, cancellationToken) };
            case null when request.Route.Method.IsSigned:
                return request with { SignedBy = signatures.Authorize(request) };
            case null:
                ResourcePolicy.RequireAllow(request);
                return request;
            case var other:
                throw new InvalidOperationException($"unknown authorizer {other}");
        }
    }

    private ContextVariables NewContext(HttpContext http, CallerOrigin origin)
    {
        var now = DateTimeOffset.UtcNow;
        var context = new ContextVariables
        {
            ["requestId"] = Guid.NewGuid().ToString(),
            ["extendedRequestId"] = Convert.ToBase64String(Guid.NewGuid().ToByteArray()[..11]),
            ["apiId"] = api.Id,
            ["accountId"] = Arns.Account,
            ["domainName"] = http.Request.Host.Value,
            ["httpMethod"] = http.Request.Method,
            ["path"] = http.Request.Path,
            ["protocol"] = http.Request.Protocol,
            ["identity.sourceIp"] = origin.Address.ToString(),
            ["identity.vpceId"] = origin.VpcEndpoint,
            ["identity.userAgent"] = http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
            ["requestTime"] = now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture),
        };
        context.Set("requestTimeEpoch", now.ToUnixTimeMilliseconds());
        return context;
    }

    // method.request.{header|querystring|path}.{name}
    private static string Name(string parameter) => parameter.Split('.', 4)[3];

    private static bool Has(HttpRequest request, string parameter) => parameter.Split('.', 4) switch
    {
        [_, _, "header", var name] => !string.IsNullOrEmpty(request.Headers[name]),
        [_, _, "querystring", var name] => !string.IsNullOrEmpty(request.Query[name]),
        _ => true,
    };

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task WriteAsync(HttpContext http, ApiReply reply, ContextVariables context)
    {
        http.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers) { http.Response.Headers.Append(name, value); }
        http.Response.Headers["x-amzn-RequestId"] = context["requestId"];
        http.Response.Headers["x-amz-apigw-id"] = context["extendedRequestId"];
        http.Response.ContentLength = reply.Body.Length;
        if (!reply.Body.IsEmpty && !HttpMethods.IsHead(http.Request.Method)) { await http.Response.Body.WriteAsync(reply.Body, http.RequestAborted); }
    }
}
