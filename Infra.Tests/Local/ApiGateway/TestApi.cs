using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.ApiGateway;
using Infra.Local.Cognito;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Logs;

namespace Infra.Tests.Local.ApiGateway;

/// <summary>
/// An API of the shape that the program deploys: POST /new behind an authorizer, GET /health by a mock, its functions played by the test.
/// </summary>
internal sealed class TestApi : IFunctionInvoker, IAsyncDisposable
{
    private const string Authorizer = "arn:aws:lambda:us-east-1:123456789012:function:authorizer";
    private const string Issuer = "arn:aws:lambda:us-east-1:123456789012:function:issuer";

    private readonly RestApis apis;
    private readonly HttpClient http = new();
    private readonly ConcurrentDictionary<IPAddress, CallerOrigin> origins = new();
    private readonly List<HttpClient> callers = [];

    private IReadOnlyList<string>? scopes;
    private UserPool? pool;

    private TestApi(ManualClock clock, UserPools pools)
    {
        (Clock, Pools) = (clock, pools);
        apis = new(this, Iam, clock, address => origins.GetValueOrDefault(address) ?? new(address));
    }

    public const string PoolArn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI";

    public UserPools Pools { get; }

    /// <summary>The user pool whose tokens it takes, where it takes some.</summary>
    public UserPool Pool => pool ?? throw new InvalidOperationException("this API takes signatures");

    public DeployedIam Iam { get; } = new();

    public ManualClock Clock { get; }

    public LogStore Logs { get; } = new();

    /// <summary>Events that the functions saw, by function.</summary>
    public List<(string Function, RequestContext Source, JsonObject Event)> Seen { get; } = [];

    /// <summary>What the authorizer does. Default: allow the called method.</summary>
    public Func<JsonObject, FunctionResult?> Authorize { get; set; } = message => Allow((string)message["methodArn"]!);

    /// <summary>What the issuer does. Default: 200 with a body.</summary>
    public Func<JsonObject, FunctionResult?> Issue { get; set; } = _ => Answer(new()
    {
        ["statusCode"] = 200,
        ["headers"] = new JsonObject { ["X-Own"] = "1" },
        ["body"] = "issued",
    });

    public Uri Url { get; private set; } = null!;

    public string ApiId { get; private set; } = "";

    public static FunctionResult Answer(JsonObject answer) => new(Encoding.UTF8.GetBytes(answer.ToJsonString()), null);

    public static FunctionResult Allow(string resource, string effect = "Allow", JsonObject? context = null) => Answer(new()
    {
        ["principalId"] = "device-1",
        ["policyDocument"] = new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray { new JsonObject { ["Action"] = "execute-api:Invoke", ["Effect"] = effect, ["Resource"] = resource } },
        },
        ["context"] = context ?? new() { ["deviceId"] = "device-1", ["attempt"] = 3, ["fresh"] = true },
    });

    /// <param name="cacheSeconds">How long the authorizer's decisions are remembered.</param>
    /// <param name="rate">The limit of all methods.</param>
    /// <param name="healthRate">That of GET /health.</param>
    /// <param name="policy">The API's own policy; <c>API</c> in it stands for its id.</param>
    /// <param name="isPrivate">Whether only VPC endpoints reach it.</param>
    /// <param name="scopes">Scopes that POST /claim asks for in tokens of <see cref="Pool"/>. Default: it takes signatures.</param>
    public static async Task<TestApi> StartAsync(
        int cacheSeconds = 0, double? rate = null, double? healthRate = null, string? policy = null, bool isPrivate = false, IReadOnlyList<string>? scopes = null)
    {
        var clock = new ManualClock();
        var api = new TestApi(clock, await UserPools.StartAsync(clock, CancellationToken.None)) { scopes = scopes };
        try
        {
            if (scopes is not null) { api.pool = api.Pools.Create(PoolArn); }
            await api.DeployAsync(cacheSeconds, [.. new[] { ("*/*", rate), ("health/GET", healthRate) }.Where(limit => limit.Item2 is not null)], policy, isPrivate);
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client whose requests seem to come from there: it calls from a loopback address of its own.</summary>
    public HttpClient From(CallerOrigin origin)
    {
        var address = IPAddress.Parse($"127.0.1.{callers.Count + 1}");
        origins[address] = origin;
        var caller = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    socket.Bind(new IPEndPoint(address, 0));
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        });
        callers.Add(caller);
        return caller;
    }

    public Task<FunctionResult?> InvokeAsync(
        string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Assert.Equal("apigateway.amazonaws.com", servicePrincipal);
        var message = JsonNode.Parse(payload.Span)!.AsObject();
        Seen.Add((functionArn.Split(':')[^1], source, message));
        return Task.FromResult(functionArn == Authorizer ? Authorize(message) : Issue(message));
    }

    /// <summary>Sends a request as it is.</summary>
    public async Task<(int Status, string Body)> SendAsync(HttpRequestMessage request, HttpClient? from = null)
    {
        using var response = await (from ?? http).SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, string Body, HttpResponseMessage Response)> SendAsync(
        string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(Url, path));
        foreach (var (name, value) in headers) { request.Headers.TryAddWithoutValidation(name, value); }
        var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var caller in callers) { caller.Dispose(); }
        await apis.DisposeAsync();
        await Pools.DisposeAsync();
    }

    private static string Uri(string function) => $"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations";

    private async Task DeployAsync(int cacheSeconds, IReadOnlyList<(string Path, double? Rate)> limits, string? policy, bool isPrivate)
    {
        const string package = "aws:apigateway/";
        var maker = new ApiGatewayMaker(apis, Logs, Iam, Pools);
        var log = await new LogGroupMaker(Logs).AsAsync("aws:cloudwatch/logGroup:LogGroup", "access", ("name", "access"));

        var api = await maker.AsAsync(package + "restApi:RestApi", "api", ("endpointConfiguration", Make.Map(("types", isPrivate ? "PRIVATE" : "REGIONAL"))));
        ApiId = api.Id;
        (string, object) of = ("restApi", api.Id);
        var authorizer = await maker.AsAsync(package + "authorizer:Authorizer", "csr", of, ("type", "REQUEST"), ("authorizerUri", Uri(Authorizer)),
            ("identitySource", "method.request.header.device-csr"), ("authorizerResultTtlInSeconds", (double)cacheSeconds));
        var validator = await maker.AsAsync(package + "requestValidator:RequestValidator", "headers", of, ("validateRequestParameters", true));

        var route = await maker.AsAsync(package + "resource:Resource", "new", of, ("parentId", api.Outputs["rootResourceId"]), ("pathPart", "new"));
        await maker.AsAsync(package + "method:Method", "new", of, ("resourceId", route.Id), ("httpMethod", "POST"), ("authorization", "CUSTOM"),
            ("authorizerId", authorizer.Id), ("requestValidatorId", validator.Id),
            ("requestParameters", Make.Map(("method.request.header.device-csr", true), ("method.request.header.x-batch", true))));
        await maker.AsAsync(package + "integration:Integration", "new", of, ("resourceId", route.Id), ("httpMethod", "POST"),
            ("type", "AWS_PROXY"), ("integrationHttpMethod", "POST"), ("uri", Uri(Issuer)), ("timeoutMilliseconds", 29_000.0));

        var health = await maker.AsAsync(package + "resource:Resource", "health", of, ("parentId", api.Outputs["rootResourceId"]), ("pathPart", "health"));
        await maker.AsAsync(package + "method:Method", "health", of, ("resourceId", health.Id), ("httpMethod", "GET"), ("authorization", "NONE"));
        await maker.AsAsync(package + "integration:Integration", "health", of, ("resourceId", health.Id), ("httpMethod", "GET"),
            ("type", "MOCK"), ("requestTemplates", Make.Map(("application/json", """{"statusCode": 200}"""))));
        await maker.AsAsync(package + "integrationResponse:IntegrationResponse", "health", of, ("resourceId", health.Id), ("httpMethod", "GET"),
            ("statusCode", "200"), ("responseTemplates", Make.Map(("application/json", """{"status":"ok"}"""))));

        var model = await maker.AsAsync(package + "model:Model", "claim", of, ("contentType", "application/json"),
            ("schema", """{"type":"object","required":["deviceId"],"additionalProperties":false,"properties":{"deviceId":{"type":"string","pattern":"^[a-z0-9-]{1,9}$"}}}"""));
        var bodies = await maker.AsAsync(package + "requestValidator:RequestValidator", "body", of, ("validateRequestBody", true));
        var claim = await maker.AsAsync(package + "resource:Resource", "claim", of, ("parentId", api.Outputs["rootResourceId"]), ("pathPart", "claim"));
        (string, object)[] guarded = scopes is null ? [("authorization", "AWS_IAM")] :
        [
            ("authorization", "COGNITO_USER_POOLS"), ("authorizationScopes", scopes.Cast<object>().ToImmutableArray()),
            ("authorizerId", (await maker.AsAsync(package + "authorizer:Authorizer", "pool", of, ("type", "COGNITO_USER_POOLS"),
                ("providerArns", ImmutableArray.Create<object>(PoolArn)), ("identitySource", "method.request.header.Authorization"))).Id),
        ];
        await maker.AsAsync(package + "method:Method", "claim", [of, ("resourceId", claim.Id), ("httpMethod", "POST"), .. guarded,
            ("requestValidatorId", bodies.Id), ("requestModels", Make.Map(("application/json", model.Outputs["name"])))]);
        await maker.AsAsync(package + "integration:Integration", "claim", of, ("resourceId", claim.Id), ("httpMethod", "POST"),
            ("type", "AWS_PROXY"), ("integrationHttpMethod", "POST"), ("uri", Uri(Issuer)));

        await maker.AsAsync(package + "response:Response", "denied", ("restApiId", api.Id), ("responseType", "ACCESS_DENIED"), ("statusCode", "403"),
            ("responseTemplates", Make.Map(("application/json", """{"code":"refused","id":"$context.requestId"}"""))),
            ("responseParameters", Make.Map(("gatewayresponse.header.Content-Type", "'application/problem+json'"))));

        async Task SayAsync(string text) =>
            await maker.AsAsync(package + "restApiPolicy:RestApiPolicy", "api", ("restApiId", api.Id), ("policy", text.Replace("API", api.Id, StringComparison.Ordinal)));
        if (policy is not null) { await SayAsync(policy); }
        var deployment = await maker.AsAsync(package + "deployment:Deployment", "one", of);
        // Too late for this deployment, which keeps what it was made with.
        if (policy is not null) { await SayAsync("""{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"*"}}"""); }
        var late = await maker.AsAsync(package + "resource:Resource", "late", of, ("parentId", api.Outputs["rootResourceId"]), ("pathPart", "late"));
        await maker.AsAsync(package + "method:Method", "late", of, ("resourceId", late.Id), ("httpMethod", "GET"), ("authorization", "NONE"));

        var stage = await maker.AsAsync(package + "stage:Stage", "live", of, ("deployment", deployment.Id), ("stageName", "live"),
            ("accessLogSettings", Make.Map(("destinationArn", log.Outputs["arn"]),
                ("format", "$context.requestId $context.httpMethod $context.resourcePath $context.status $context.authorizer.deviceId $context.error.responseType $context.identity.userArn" + (scopes is null ? "" : " $context.authorizer.claims.sub")))));
        foreach (var (path, rate) in limits)
        {
            await maker.AsAsync(package + "methodSettings:MethodSettings", path, of, ("stageName", "live"), ("methodPath", path),
                ("settings", Make.Map(("throttlingRateLimit", rate!.Value), ("throttlingBurstLimit", 2.0))));
        }
        Url = new((string)stage.Outputs["invokeUrl"] + "/");
    }
}
