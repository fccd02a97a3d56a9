using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Infra.Components.Policies;
using Infra.Identity.Aws;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.ApiGateway;
using Pulumi.Aws.ApiGateway.Inputs;
using Deployment = Pulumi.Aws.ApiGateway.Deployment;
using ResourceArgs = Pulumi.ResourceArgs;

namespace Infra.Components;

/// <summary>What a <see cref="ProvisioningApi"/> is made from.</summary>
public sealed class ProvisioningApiArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The function that checks every request but <c>GET /health</c>.</summary>
    public required ProvisioningFunction Authorizer { get; init; }

    /// <summary>The function behind <c>POST /new</c>. Default: none, and no such route.</summary>
    public ProvisioningFunction? IssuerAcmPca { get; init; }

    /// <summary>The function behind <c>POST /proto</c>. Default: none, and no such route.</summary>
    public ProvisioningFunction? IssuerIotCore { get; init; }

    /// <summary>The function behind <c>POST /claim</c>. Default: none, and no such route.</summary>
    public ProvisioningFunction? ClaimVendor { get; init; }

    /// <summary>How callers of <c>POST /claim</c> show who they are. Default: by AWS credentials, and IAM lets them in.</summary>
    public ClaimAuthorization ClaimAuthorization { get; init; } = ClaimAuthorization.Iam;

    /// <summary>Name of the stage, the first level of the URL's path. Default: live.</summary>
    [Input("stageName")]
    public string StageName { get; init; } = "live";

    /// <summary>Requests per second that are let through. Default: 25, the ACM PCA quota for IssueCertificate.</summary>
    [Input("requestsPerSecond")]
    public int RequestsPerSecond { get; init; } = 25;

    /// <summary>Requests that may come at once. Default: 50.</summary>
    [Input("burst")]
    public int Burst { get; init; } = 50;

    /// <summary>
    /// From where the API may be called at all. Default: from everywhere; the authorizer decides. Whatever is chosen, <c>GET /health</c> of an API on
    /// the internet answers everybody, since health checks come from AWS's own addresses.
    /// </summary>
    public ApiCallers Callers { get; init; } = ApiCallers.Anywhere;

    /// <summary>
    /// Other AWS accounts whose users may call <c>POST /claim</c>, if their own account lets them too. Default: none, only this account's.
    /// </summary>
    public ImmutableArray<string> ClaimAccounts { get; init; } = [];

    /// <summary>
    /// Whether the API answers under the name that API Gateway made up (<c>execute-api</c>). Default: yes. Say no once all devices know a domain
    /// of your own (<see cref="ApiDomain"/>): then there is one way in.
    /// </summary>
    [Input("generatedName")]
    public bool GeneratedName { get; init; } = true;

    /// <summary>Days that the access log is kept. Default: 30.</summary>
    [Input("logRetentionDays")]
    public int LogRetentionDays { get; init; } = 30;

    /// <summary>ARN of the KMS key that the access log is encrypted under. Default: none, CloudWatch Logs' own encryption.</summary>
    [Input("logKmsKeyArn")]
    public Input<string>? LogKmsKeyArn { get; init; }

    /// <summary>The role with which API Gateway writes logs in this region. Default: none here, another stack of the account has set it.</summary>
    public ApiGatewayLogging? Logging { get; init; }

    /// <summary>Whether requests are traced with X-Ray. Default: no.</summary>
    [Input("tracing")]
    public bool Tracing { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The REST API that devices ask for certificates. Each request is checked by the authorizer, whose answer is never kept: it holds for one
/// CSR only. Refusals all look the same, and API Gateway's own answers are problem documents like the functions'.
/// </summary>
public sealed class ProvisioningApi : ComponentResource
{
    private readonly Output<string>? claimMethodArn;
    private readonly bool isSignedForClaims;

    /// <summary>Creates API, authorizer, routes, deployment and stage.</summary>
    public ProvisioningApi(string name, ProvisioningApiArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ProvisioningApi", name, args, options)
    {
        if (RoutesOf(args).Length == 0)
        {
            throw new ComponentException(ComponentCodes.ApiWithoutIssuer, "a provisioning API without issuer has nothing to offer; give it IssuerAcmPca, IssuerIotCore or both");
        }

        if ((args.Callers.Fault() ?? FaultOfClaimAccounts(args)) is { } fault) { throw new ComponentException(ComponentCodes.ApiCallersInvalid, fault); }
        if (FaultOfClaimAuthorization(args) is { } wrong) { throw new ComponentException(ComponentCodes.ClaimAuthorizationInvalid, wrong); }

        var region = args.Names.Region;
        var child = new CustomResourceOptions { Parent = this };
        var api = new RestApi(name, new()
        {
            Name = args.Names.Api,
            Region = region,
            Description = $"Certificates for {args.Names.Sku} devices against proof of their recorded key",
            EndpointConfiguration = args.Callers is ApiCallers.VpcEndpoints endpoints
                ? new RestApiEndpointConfigurationArgs { Types = "PRIVATE", VpcEndpointIds = endpoints.Ids.ToArray() }
                : new RestApiEndpointConfigurationArgs { Types = "REGIONAL" },
            DisableExecuteApiEndpoint = !args.GeneratedName,
            Tags = args.Tags,
        }, child);

        var authorizer = NewAuthorizer(name, args, api, child);
        var validator = new RequestValidator(name, new()
        {
            RestApi = api.Id,
            Region = region,
            Name = "headers",
            ValidateRequestParameters = true,
            ValidateRequestBody = false,
        }, child);

        var parts = new ApiParts(this, api, authorizer, validator, region, args.StageName);
        var deployed = RoutesOf(args).SelectMany(route => route.Create(NameOf(name, route.Path), parts))
            .Concat(ClaimOf(args)?.Create(NameOf(name, Routes.Claim), parts) ?? [])
            .Concat(HealthRoute.Create(NameOf(name, Routes.Health), parts))
            .Concat(GatewayProblem.For(args.ClaimAuthorization).Select(problem => problem.Create($"{name}-{problem.Name}", parts)))
            .Concat(NewPolicy(name, args, api))
            .ToArray();

        // A deployment is a snapshot: without a trigger it would keep serving the API as it was when first deployed.
        var deployment = new Deployment(name, new()
        {
            RestApi = api.Id,
            Region = region,
            Triggers = { { "shape", ShapeOf(args, authorizer) } },
        }, new() { Parent = this, DependsOn = [.. deployed.Append(authorizer)] });

        var stage = ApiStage.Create(name, args, parts, deployment);
        if (args.Callers != ApiCallers.Anywhere) { Log.Info($"the API can be called {args.Callers} only; everybody else gets 403", this); }
        IsPrivate = args.Callers is ApiCallers.VpcEndpoints;
        (ApiId, StageName, StageArn, Url) = (api.Id, stage.StageName, stage.Arn, stage.InvokeUrl);
        isSignedForClaims = args.ClaimAuthorization is not ClaimAuthorization.Cognito;
        claimMethodArn = args.ClaimVendor is null ? null : Output.Format($"{api.ExecutionArn}/{args.StageName}/{ClaimRoute.Verb}{Routes.Claim}");
        RegisterOutputs();
    }

    /// <summary>The API's id.</summary>
    [Output("apiId")]
    public Output<string> ApiId { get; private init; }

    /// <summary>The stage's name.</summary>
    [Output("stageName")]
    public Output<string> StageName { get; private init; }

    /// <summary>The stage's ARN.</summary>
    [Output("stageArn")]
    public Output<string> StageArn { get; private init; }

    /// <summary>Where devices post their CSR: this, then <c>/new</c> or <c>/proto</c>; where trusted users ask for claims: this, then <c>/claim</c>.</summary>
    [Output("url")]
    public Output<string> Url { get; private init; }

    /// <summary>
    /// Lets a trusted user, or an application for such, ask for claims: that one method and nothing else. Users of a user pool need no grant: their
    /// token's scope is it.
    /// </summary>
    public AccessGrant GrantClaim(IGrantee grantee) => grantee.Grant(this, "claim", new Statement
    {
        Sid = "AskForClaims",
        Action = [Actions.ExecuteApi.Invoke],
        Resource =
        [
            claimMethodArn is null ? throw new ComponentException(ComponentCodes.ApiWithoutClaims, "this API has no route for claims; give it a ClaimVendor")
                : isSignedForClaims ? claimMethodArn
                : throw new ComponentException(ComponentCodes.ClaimAuthorizationInvalid,
                    "a role is to ask for claims, but this API takes tokens of a user pool for them, so that it could not; give the role's people the scope, or choose ClaimAuthorization.Iam"),
        ],
    });

    /// <summary>Whether only VPC endpoints reach it.</summary>
    internal bool IsPrivate { get; }

    private Authorizer NewAuthorizer(string name, ProvisioningApiArgs args, RestApi api, CustomResourceOptions options)
    {
        var authorizer = new Authorizer(name, new()
        {
            RestApi = api.Id,
            Region = args.Names.Region,
            Name = "csr",
            Type = "REQUEST",
            AuthorizerUri = args.Authorizer.InvokeArn,
            IdentitySource = IdentitySource,
            AuthorizerResultTtlInSeconds = 0,
        }, options);

        // API Gateway calls an authorizer as the authorizer, not as the method that is being authorized.
        _ = args.Authorizer.GrantInvoke(this, $"{name}-authorizer", ServicePrincipals.ApiGateway, Output.Format($"{api.ExecutionArn}/authorizers/{authorizer.Id}"));
        return authorizer;
    }

    private static string? FaultOfClaimAccounts(ProvisioningApiArgs args) => args.ClaimAccounts.Length > 0 && args.ClaimVendor is null
        ? "accounts are named for POST /claim, the one route that looks at who signs, but the API has none; give it a ClaimVendor, or leave them out"
        : args.ClaimAccounts.Where(account => !AwsAccount.IsId(account)).Select(account => $"'{account}' is not {AwsAccount.Grammar}").FirstOrDefault();

    private static string? FaultOfClaimAuthorization(ProvisioningApiArgs args) => args switch
    {
        { ClaimAuthorization: not ClaimAuthorization.Cognito } => null,
        { ClaimVendor: null } => "user pools are named for POST /claim, but the API has none; give it a ClaimVendor, or leave them out",
        { ClaimAccounts.IsEmpty: false } => "accounts and user pools are named for POST /claim, but it looks at signatures or at tokens; leave one of the two out",
        _ => args.ClaimAuthorization.Fault(),
    };

    private RestApiPolicy[] NewPolicy(string name, ProvisioningApiArgs args, RestApi api) => args.Callers == ApiCallers.Anywhere && args.ClaimAccounts.IsEmpty ? [] :
    [
        new(name, new()
        {
            RestApiId = api.Id,
            Region = args.Names.Region,
            Policy = ApiResourcePolicy.For(
                args.Callers, args.ClaimVendor is null ? null : args.ClaimAuthorization, args.ClaimAccounts, AwsScope.Of(this, args.Names.Region), api.ExecutionArn, args.StageName, RoutesOf(args).Select(route => route.Path)),
        }, new() { Parent = this }),
    ];

    private static ApiRoute[] RoutesOf(ProvisioningApiArgs args) =>
    [
        .. args.IssuerAcmPca is { } acmPca ? [new ApiRoute(Routes.New, acmPca)] : (ApiRoute[])[],
        .. args.IssuerIotCore is { } iotCore ? [new ApiRoute(Routes.Proto, iotCore)] : (ApiRoute[])[],
    ];

    private static ClaimRoute? ClaimOf(ProvisioningApiArgs args) => args.ClaimVendor is { } vendor ? new(vendor, args.ClaimAuthorization) : null;

    private static Output<string> ShapeOf(ProvisioningApiArgs args, Authorizer authorizer)
    {
        var problems = string.Join("\n", GatewayProblem.For(args.ClaimAuthorization).Select(problem => problem.Shape));
        return Output.All(RoutesOf(args).Select(route => route.Shape).Concat(ClaimOf(args) is { } claim ? [claim.Shape] : []).Append(authorizer.AuthorizerUri.Apply(uri => $"{uri} {IdentitySource}")))
            .Apply(shapes => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                string.Join("\n", [.. shapes, HealthRoute.Shape, problems, $"{args.GeneratedName} {args.Callers} {string.Join(' ', args.ClaimAccounts)}"])))));
    }

    private static string NameOf(string name, string path) => $"{name}-{path.TrimStart('/')}";

    private const string IdentitySource = $"method.request.header.{HeaderNames.DeviceCsr}";
}
