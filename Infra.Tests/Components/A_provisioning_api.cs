using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Identity;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_provisioning_api
{
    private const string MethodType = "aws:apigateway/method:Method";
    private const string IntegrationType = "aws:apigateway/integration:Integration";
    private const string ResponseType = "aws:apigateway/response:Response";
    private const string PermissionType = "aws:lambda/permission:Permission";

    [Fact]
    public async Task with_required_arguments_only_offers_the_routes_of_its_issuers_and_a_health_check()
    {
        var recorder = await WithBothIssuers();

        Assert.Equal(["health", "new", "proto"], recorder.All("aws:apigateway/resource:Resource").Select(resource => resource.Text("pathPart")));
        var endpoint = recorder.Single("aws:apigateway/restApi:RestApi").Map("endpointConfiguration");
        Assert.Equal("REGIONAL", endpoint["types"]);
        Assert.Equal("live", recorder.Single("aws:apigateway/stage:Stage").Text("stageName"));
        Assert.Equal(false, recorder.Single("aws:apigateway/stage:Stage").Inputs["xrayTracingEnabled"]);
    }

    [Fact]
    public async Task with_every_argument_has_one_issuer_its_own_stage_limits_and_the_accounts_log_role()
    {
        var recorder = await With((authorizer, acmPca, _) => new()
        {
            Names = Deployed.Names,
            Authorizer = authorizer,
            IssuerAcmPca = acmPca,
            StageName = "v2",
            RequestsPerSecond = 3,
            Burst = 4,
            LogRetentionDays = 7,
            LogKmsKeyArn = "key",
            Logging = new ApiGatewayLogging("api-logs", new() { Names = Deployed.Names, Tags = { { "team", "factory" } } }),
            Tracing = true,
            Tags = { { "team", "factory" } },
        });

        Assert.Equal(["health", "new"], recorder.All("aws:apigateway/resource:Resource").Select(resource => resource.Text("pathPart")));
        var stage = recorder.Single("aws:apigateway/stage:Stage");
        Assert.Equal("v2", stage.Text("stageName"));
        Assert.True(stage.Flag("xrayTracingEnabled"));
        Assert.Equal("factory", stage.Map("tags")["team"]);
        var log = recorder.Single("aws:cloudwatch/logGroup:LogGroup", "api");
        Assert.Equal((7d, "key"), (log.Number("retentionInDays"), log.Text("kmsKeyId")));
        var settings = recorder.Single("aws:apigateway/methodSettings:MethodSettings", "api").Map("settings");
        Assert.Equal((3d, 4d), (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]));
        Assert.EndsWith("/v2/POST/new", recorder.Single(PermissionType, "api-new").Text("sourceArn"), StringComparison.Ordinal);
        Assert.Equal("arn:aws:iam::123456789012:role/widgiot-us-east-1-api-logs", recorder.Single("aws:apigateway/account:Account").Text("cloudwatchRoleArn"));
        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf("aws:apigateway/account:Account"), 0, order.IndexOf("aws:apigateway/stage:Stage") - 1);
    }

    [Fact]
    public async Task without_issuer_is_refused()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ProvisioningApi("api", new()
        {
            Names = Deployed.Names,
            Authorizer = ProvisioningFunctions.Authorizer(Deployed.Functions, new DeviceRegistry("devices", new() { Names = Deployed.Names })),
        }));

        Assert.Contains("give it IssuerAcmPca, IssuerIotCore or both", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task checks_every_post_with_an_authorizer_whose_answer_is_never_kept()
    {
        // The seed's newest revision left the routes open and kept answers for a minute (XD-01, XD-02).
        var recorder = await WithBothIssuers();

        var authorizer = recorder.Single("aws:apigateway/authorizer:Authorizer");
        Assert.Equal("REQUEST", authorizer.Text("type"));
        Assert.Equal(0, authorizer.Number("authorizerResultTtlInSeconds"));
        Assert.Equal("method.request.header.device-csr", authorizer.Text("identitySource"));
        var posts = recorder.All(MethodType).Where(method => method.Text("httpMethod") == "POST").ToList();
        Assert.Equal(2, posts.Count);
        Assert.All(posts, method => Assert.Equal(("CUSTOM", "authorizer-api"), (method.Text("authorization"), method.Text("authorizerId"))));
    }

    [Fact]
    public async Task points_authorizer_and_integrations_at_the_functions_it_was_given()
    {
        // The seed wrote function names by hand, and none of them existed (XC-40, XC-41).
        var recorder = await WithBothIssuers();

        Assert.Equal(InvokeArnOf("widgiot-authorizer"), recorder.Single("aws:apigateway/authorizer:Authorizer").Text("authorizerUri"));
        Assert.Equal(InvokeArnOf("widgiot-issuer-acm-pca"), recorder.Single(IntegrationType, "api-new").Text("uri"));
        Assert.Equal(InvokeArnOf("widgiot-issuer-iot-core"), recorder.Single(IntegrationType, "api-proto").Text("uri"));
    }

    [Fact]
    public async Task may_call_the_authorizer_as_authorizer()
    {
        // The seed permitted the method's ARN, which API Gateway does not use for authorizers (XC-14).
        var recorder = await WithBothIssuers();

        var permission = recorder.Single(PermissionType, "api-authorizer");
        Assert.Equal("widgiot-authorizer", permission.Text("function"));
        Assert.Equal("apigateway.amazonaws.com", permission.Text("principal"));
        Assert.Equal("arn:aws:execute-api:us-east-1:123456789012:restapi-api/authorizers/authorizer-api", permission.Text("sourceArn"));
    }

    [Theory]
    [InlineData("api-new", "widgiot-issuer-acm-pca", "POST/new")]
    [InlineData("api-proto", "widgiot-issuer-iot-core", "POST/proto")]
    public async Task may_call_each_issuer_for_its_own_route(string name, string function, string route)
    {
        // The seed permitted no issuer at all, later one for a route that did not exist (XC-42, XD-11).
        var recorder = await WithBothIssuers();

        var permission = recorder.Single(PermissionType, name);
        Assert.Equal(function, permission.Text("function"));
        Assert.Equal($"arn:aws:execute-api:us-east-1:123456789012:restapi-api/live/{route}", permission.Text("sourceArn"));
    }

    [Fact]
    public async Task passes_requests_and_answers_through_untouched()
    {
        // The seed's mapping turned errors into 200s and quotes in headers into broken JSON (XC-43, XC-44).
        var recorder = await WithBothIssuers();

        Assert.All(["api-new", "api-proto"], name =>
        {
            var integration = recorder.Single(IntegrationType, name);
            Assert.Equal("AWS_PROXY", integration.Text("type"));
            Assert.Equal("POST", integration.Text("integrationHttpMethod"));
            Assert.Equal(29_000, integration.Number("timeoutMilliseconds"));
            Assert.False(integration.Inputs.ContainsKey("requestTemplates"));
        });
    }

    [Fact]
    public async Task is_deployed_after_all_its_parts_and_again_when_they_change()
    {
        // The seed's deployment waited for the resource only, and never happened again (XC-46).
        var both = await WithBothIssuers();
        var again = await WithBothIssuers();
        var one = await With((authorizer, acmPca, _) => new() { Names = Deployed.Names, Authorizer = authorizer, IssuerAcmPca = acmPca });

        var order = both.InOrder.Select(resource => resource.Type).ToList();
        var deployment = order.IndexOf("aws:apigateway/deployment:Deployment");
        Assert.All([MethodType, IntegrationType, ResponseType, "aws:apigateway/integrationResponse:IntegrationResponse"], type => Assert.InRange(order.LastIndexOf(type), 0, deployment - 1));
        Assert.Equal(Shape(both), Shape(again));
        Assert.NotEqual(Shape(both), Shape(one));
    }

    [Fact]
    public async Task refuses_with_one_body_whatever_the_reason()
    {
        // The seed's unknown device was a 500, a wrong key a 401 (XC-07).
        var responses = (await WithBothIssuers()).All(ResponseType);

        var refusals = responses.Where(response => response.Text("responseType") is "UNAUTHORIZED" or "ACCESS_DENIED").ToList();
        Assert.Equal(2, refusals.Count);
        Assert.Single(refusals.Select(BodyOf).Distinct());
    }

    [Fact]
    public async Task answers_by_itself_with_problem_documents_only()
    {
        var responses = (await WithBothIssuers()).All(ResponseType);

        Assert.Contains(responses, response => response.Text("responseType") == "DEFAULT_4XX");
        Assert.Contains(responses, response => response.Text("responseType") == "DEFAULT_5XX");
        Assert.All(responses, response =>
        {
            Assert.Equal("'application/problem+json'", response.Map("responseParameters")["gatewayresponse.header.Content-Type"]);
            var problem = JsonNode.Parse(BodyOf(response))!;
            Assert.Equal($"urn:provisioning:problem:{(string?)problem["code"]}", (string?)problem["type"]);
            Assert.NotEmpty((string?)problem["detail"] ?? "");
        });
        Assert.All(
            responses.Where(response => response.OptionalText("statusCode") is "429" or "503"),
            response => Assert.Contains("gatewayresponse.header.Retry-After", response.Map("responseParameters").Keys));
    }

    [Fact]
    public async Task logs_who_asked_and_how_it_ended_but_neither_csr_nor_headers()
    {
        var recorder = await WithBothIssuers();

        var format = Assert.IsType<ImmutableDictionary<string, object>>(recorder.Single("aws:apigateway/stage:Stage").Inputs["accessLogSettings"])["format"].ToString()!;
        Assert.Equal("$context.authorizer.deviceId", (string?)JsonNode.Parse(format)!["deviceId"]);
        Assert.DoesNotContain("header", format, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("body", format, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', format);
        var settings = recorder.Single("aws:apigateway/methodSettings:MethodSettings", "api").Map("settings");
        Assert.Equal(("OFF", false), (settings["loggingLevel"], settings["dataTraceEnabled"]));
    }

    [Fact]
    public async Task gives_health_checks_a_share_of_their_own_so_that_a_flood_does_not_move_on_to_the_next_region()
    {
        var recorder = await WithBothIssuers();

        var settings = recorder.Single("aws:apigateway/methodSettings:MethodSettings", "api-health");
        Assert.Equal("health/GET", settings.Text("methodPath"));
        Assert.Equal((10d, 20d, "OFF"), (settings.Map("settings")["throttlingRateLimit"], settings.Map("settings")["throttlingBurstLimit"], settings.Map("settings")["loggingLevel"]));
    }

    [Fact]
    public async Task throttles_and_validates_by_default()
    {
        // XC-48: the seed did neither.
        var recorder = await WithBothIssuers();

        var settings = recorder.Single("aws:apigateway/methodSettings:MethodSettings", "api");
        Assert.Equal("*/*", settings.Text("methodPath"));
        Assert.Equal((25d, 50d), (settings.Map("settings")["throttlingRateLimit"], settings.Map("settings")["throttlingBurstLimit"]));
        Assert.True(recorder.Single("aws:apigateway/requestValidator:RequestValidator").Flag("validateRequestParameters"));
        Assert.All(["api-new", "api-proto"], name =>
        {
            var method = recorder.Single(MethodType, name);
            Assert.Equal("requestvalidator-api", method.Text("requestValidatorId"));
            Assert.Equal(true, method.Map("requestParameters")["method.request.header.device-csr"]);
        });
    }

    [Fact]
    public async Task answers_health_checks_without_authorizer_or_function()
    {
        var recorder = await WithBothIssuers();

        Assert.Equal("NONE", recorder.Single(MethodType, "api-health").Text("authorization"));
        Assert.Equal("MOCK", recorder.Single(IntegrationType, "api-health").Text("type"));
        Assert.Equal("""{"statusCode":200}""", recorder.Single(IntegrationType, "api-health").Map("requestTemplates")["application/json"]);
        Assert.Equal("200", recorder.Single("aws:apigateway/integrationResponse:IntegrationResponse").Text("statusCode"));
    }

    [Fact]
    public async Task makes_claims_for_callers_whom_iam_lets_and_for_bodies_that_name_a_device()
    {
        var recorder = await WithClaims();

        var method = recorder.Single(MethodType, "api-claim");
        Assert.Equal(("POST", "AWS_IAM"), (method.Text("httpMethod"), method.Text("authorization")));
        Assert.False(method.Inputs.ContainsKey("authorizerId"));
        Assert.Equal("requestvalidator-api-claim", method.Text("requestValidatorId"));
        Assert.Equal("claim", method.Map("requestModels")["application/json"]);
        Assert.True(recorder.Single("aws:apigateway/requestValidator:RequestValidator", "api-claim").Flag("validateRequestBody"));
        var body = JsonNode.Parse(recorder.Single("aws:apigateway/model:Model").Text("schema"))!;
        Assert.Equal(("object", false, "deviceId"), ((string?)body["type"], (bool?)body["additionalProperties"], (string?)body["required"]![0]));
        Assert.Equal(DeviceId.Pattern, (string?)body["properties"]!["deviceId"]!["pattern"]);
        Assert.Equal(InvokeArnOf("widgiot-claim-vendor"), recorder.Single(IntegrationType, "api-claim").Text("uri"));
        Assert.Equal("arn:aws:execute-api:us-east-1:123456789012:restapi-api/live/POST/claim", recorder.Single(PermissionType, "api-claim").Text("sourceArn"));
        Assert.NotEqual(Shape(await WithBothIssuers()), Shape(recorder));
    }

    [Fact]
    public async Task lets_an_installer_ask_for_claims_and_for_nothing_that_would_go_round_its_checks()
    {
        var statement = Assert.Single(RolePolicies.OfRole(await WithClaims(), "widgiot-us-east-1-installer"));

        Assert.Equal(["execute-api:Invoke"], RolePolicies.Texts(statement["Action"]));
        Assert.Equal(["arn:aws:execute-api:us-east-1:123456789012:restapi-api/live/POST/claim"], RolePolicies.Texts(statement["Resource"]));
    }

    [Fact]
    public async Task without_route_for_claims_cannot_let_anybody_ask()
    {
        var refusal = await Deployed.RefusalOf(() =>
        {
            var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
            var authorizer = ProvisioningFunctions.Authorizer(Deployed.Functions, registry);
            new ProvisioningApi("api", new() { Names = Deployed.Names, Authorizer = authorizer, IssuerAcmPca = authorizer }).GrantClaim(authorizer);
        });

        Assert.Contains("no route for claims; give it a ClaimVendor", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task says_what_it_is_in_a_sentence_and_has_no_resource_without_use()
    {
        // The seed's description was the literal text of an unresolved substitution, and it had an unused resource (XC-47, XC-49).
        var recorder = await WithBothIssuers();

        Assert.Equal("Certificates for widgiot devices against proof of their recorded key", recorder.Single("aws:apigateway/restApi:RestApi").Text("description"));
        var used = recorder.All(MethodType).Select(method => method.Text("resourceId")).ToHashSet();
        Assert.All(recorder.All("aws:apigateway/resource:Resource"), resource => Assert.Contains($"resource-{resource.Name}", used));
    }

    private static string Shape(Recorder recorder) =>
        (string)recorder.Single("aws:apigateway/deployment:Deployment").Map("triggers")["shape"];

    private static string BodyOf(Recorded response) => (string)response.Map("responseTemplates")["application/json"];

    private static string InvokeArnOf(string function) =>
        $"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:{function}/invocations";

    private static Task<Recorder> WithBothIssuers() =>
        With((authorizer, acmPca, iotCore) => new() { Names = Deployed.Names, Authorizer = authorizer, IssuerAcmPca = acmPca, IssuerIotCore = iotCore });

    private static Task<Recorder> WithClaims() => Deployed.By(() =>
    {
        var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
        var fleet = A_fleet_template.Fleet();
        var authorizer = ProvisioningFunctions.Authorizer(Deployed.Functions, registry);
        var api = new ProvisioningApi("api", new()
        {
            Names = Deployed.Names,
            Authorizer = authorizer,
            IssuerIotCore = ProvisioningFunctions.IssuerIotCore(
                Deployed.Functions, new IssuanceLedger("issuance", new() { Names = Deployed.Names }), new DevicePolicy("device", new() { Names = Deployed.Names }), "endpoint"),
            ClaimVendor = ProvisioningFunctions.ClaimVendor(Deployed.Functions, registry, fleet, "endpoint"),
        });
        _ = new TrustedInstaller("installer", new() { Names = Deployed.Names, Template = fleet, AssumedBy = "arn:aws:iam::123456789012:role/installers", Api = api });
    });

    private static Task<Recorder> With(Func<ProvisioningFunction, ProvisioningFunction, ProvisioningFunction, ProvisioningApiArgs> args) => Deployed.By(() =>
    {
        var ledger = new IssuanceLedger("issuance", new() { Names = Deployed.Names });
        var policy = new DevicePolicy("device", new() { Names = Deployed.Names });
        var authority = new RegionalAuthority("authority", new() { Names = Deployed.Names, Parent = new Parent.Software("chain", "key") });
        _ = new ProvisioningApi("api", args(
            ProvisioningFunctions.Authorizer(Deployed.Functions, new DeviceRegistry("devices", new() { Names = Deployed.Names })),
            ProvisioningFunctions.IssuerAcmPca(Deployed.Functions, authority, ledger, new() { Policy = policy, IotEndpoint = "endpoint" }),
            ProvisioningFunctions.IssuerIotCore(Deployed.Functions, ledger, policy, "endpoint")));
    });
}
