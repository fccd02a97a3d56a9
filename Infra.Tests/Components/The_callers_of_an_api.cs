using System.Collections.Immutable;
using Infra.Components;
using Infra.Local.Iam;

namespace Infra.Tests.Components;

/// <summary>Whom the API's resource policy lets in, decided by the policy evaluator rather than by a look at the document.</summary>
[Collection("pulumi")]
public sealed class The_callers_of_an_api
{
    private const string PolicyType = "aws:apigateway/restApiPolicy:RestApiPolicy";
    private const string Stage = "arn:aws:execute-api:us-east-1:123456789012:restapi-api/live";

    [Fact]
    public async Task are_everybody_by_default_and_then_there_is_no_policy()
    {
        var recorder = await Deployed.By(() => SmallApi.New());

        Assert.Empty(recorder.All(PolicyType));
        Assert.Equal("REGIONAL", recorder.Single("aws:apigateway/restApi:RestApi").Map("endpointConfiguration")["types"]);
    }

    [Theory]
    [InlineData("203.0.113.7", "POST/proto", "Allow")]
    [InlineData("203.0.113.255", "POST/proto", "Allow")]
    [InlineData("2001:db8:1::7", "POST/proto", "Allow")]
    [InlineData("203.0.114.0", "POST/proto", "ExplicitDeny")]
    [InlineData("2001:db8:2::7", "POST/proto", "ExplicitDeny")]
    [InlineData("198.51.100.1", "POST/proto", "ExplicitDeny")]
    [InlineData("198.51.100.1", "POST/claim", "ExplicitDeny")]
    [InlineData("198.51.100.1", "GET/health", "Allow")]
    // Not denied, and allowed to nobody: a route of its own, which IAM guards, must not be opened to every AWS account.
    [InlineData("203.0.113.7", "POST/claim", "ImplicitDeny")]
    public async Task are_those_in_the_named_networks(string address, string route, string decision)
    {
        var recorder = await Deployed.By(() => SmallApi.New(new ApiCallers.Addresses(["203.0.113.0/24", "2001:db8:1::/48"])));

        Assert.Equal(decision, Decide(recorder, route, ("aws:SourceIp", address)).ToString());
    }

    [Theory]
    [InlineData("vpce-0123456789abcdef0", "POST/proto", "Allow")]
    [InlineData("vpce-0123456789abcdef1", "GET/health", "Allow")]
    [InlineData("vpce-0123456789abcdef2", "POST/proto", "ExplicitDeny")]
    [InlineData("vpce-0123456789abcdef2", "GET/health", "ExplicitDeny")]
    public async Task are_those_behind_the_named_vpc_endpoints_of_an_api_that_is_private(string endpoint, string route, string decision)
    {
        ImmutableArray<string> endpoints = ["vpce-0123456789abcdef0", "vpce-0123456789abcdef1"];
        var recorder = await Deployed.By(() => SmallApi.New(new ApiCallers.VpcEndpoints(endpoints)));

        Assert.Equal(decision, Decide(recorder, route, ("aws:SourceVpce", endpoint)).ToString());
        var endpointConfiguration = recorder.Single("aws:apigateway/restApi:RestApi").Map("endpointConfiguration");
        Assert.Equal("PRIVATE", endpointConfiguration["types"]);
        Assert.Equal(endpoints, Assert.IsType<ImmutableArray<object>>(endpointConfiguration["vpcEndpointIds"]).Cast<string>());
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:role/installers", "POST/claim", "Allow")]
    [InlineData("arn:aws:iam::444455556666:role/installers", "POST/claim", "ImplicitDeny")]
    [InlineData("arn:aws:iam::111122223333:role/installers", "POST/claims", "ImplicitDeny")]
    [InlineData("arn:aws:iam::444455556666:role/installers", "POST/proto", "Allow")]
    public async Task of_the_route_that_iam_guards_are_users_of_the_named_accounts(string caller, string route, string decision)
    {
        var recorder = await Deployed.By(() => SmallApi.WithClaims(ApiCallers.Anywhere, "111122223333"));

        Assert.Equal(decision, PolicyEvaluator.DecideForAws(
            PolicyDocument.Parse(recorder.Single(PolicyType).Text("policy")), caller, "execute-api:Invoke", $"{Stage}/{route}", RequestContext.Empty).ToString());
    }

    [Fact]
    public async Task of_the_route_that_iam_guards_come_from_the_named_networks_too()
    {
        var recorder = await Deployed.By(() => SmallApi.WithClaims(new ApiCallers.Addresses(["203.0.113.0/24"]), "111122223333"));

        Assert.Equal(PolicyDecision.ExplicitDeny, PolicyEvaluator.DecideForAws(
            PolicyDocument.Parse(recorder.Single(PolicyType).Text("policy")), "arn:aws:iam::111122223333:role/installers", "execute-api:Invoke", $"{Stage}/POST/claim",
            RequestContext.Of(("aws:SourceIp", "198.51.100.1"))));
    }

    [Theory]
    [InlineData("203.0.113.7", "POST/claim", "Allow")]
    [InlineData("203.0.113.7", "POST/claims", "ImplicitDeny")]
    [InlineData("198.51.100.1", "POST/claim", "ExplicitDeny")]
    public async Task of_the_route_that_a_user_pool_guards_are_let_in_by_the_policy_that_api_gateway_looks_at_beside_the_token(string address, string route, string decision)
    {
        var recorder = await Deployed.By(() => SmallApi.WithClaimsFor(A_claim_authorization.Pool, new ApiCallers.Addresses(["203.0.113.0/24"])));

        Assert.Equal(decision, Decide(recorder, route, ("aws:SourceIp", address)).ToString());
    }

    [Fact]
    public async Task of_a_route_that_is_not_there_are_refused()
    {
        var refusal = await Deployed.RefusalOf(() => SmallApi.New(claimAccounts: ["111122223333"]));
        Assert.Contains("give it a ClaimVendor", refusal, StringComparison.Ordinal);
        Assert.Contains("'12' is not an AWS account's id of 12 digits [api-callers-invalid]", await Deployed.RefusalOf(() => SmallApi.WithClaims(ApiCallers.Anywhere, "12")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task are_nobody_where_the_request_does_not_say_from_where_it_comes()
    {
        Assert.Equal(PolicyDecision.ExplicitDeny, Decide(await Deployed.By(() => SmallApi.New(new ApiCallers.Addresses(["203.0.113.0/24"]))), "POST/proto"));
        Assert.Equal(PolicyDecision.ExplicitDeny, Decide(await Deployed.By(() => SmallApi.New(new ApiCallers.VpcEndpoints(["vpce-0123456789abcdef0"]))), "POST/proto"));
    }

    [Fact]
    public async Task of_every_route_but_health_are_restricted()
    {
        // A route that is added later falls under the Deny without being named in it.
        var recorder = await Deployed.By(() => SmallApi.New(new ApiCallers.Addresses(["203.0.113.0/24"])));

        var paths = recorder.All("aws:apigateway/resource:Resource").ToDictionary(resource => $"resource-{resource.Name}", resource => resource.Text("pathPart"));
        var routes = recorder.All("aws:apigateway/method:Method").Select(method => $"{method.Text("httpMethod")}/{paths[method.Text("resourceId")]}");
        Assert.Equal(
            ["GET/health"],
            routes.Where(route => Decide(recorder, route, ("aws:SourceIp", "198.51.100.1")) == PolicyDecision.Allow));
    }

    [Fact]
    public async Task are_changed_by_a_new_deployment_that_comes_after_the_policy()
    {
        var restricted = await Deployed.By(() => SmallApi.New(new ApiCallers.Addresses(["203.0.113.0/24"])));
        var order = restricted.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf(PolicyType), 0, order.IndexOf("aws:apigateway/deployment:Deployment") - 1);

        string[] shapes =
        [
            Shape(restricted), Shape(await Deployed.By(() => SmallApi.New(new ApiCallers.Addresses(["198.51.100.0/24"])))),
            Shape(await Deployed.By(() => SmallApi.New())), Shape(await Deployed.By(() => SmallApi.New(generatedName: false))),
        ];
        Assert.Distinct(shapes);
    }

    [Fact]
    public async Task find_no_generated_name_where_it_is_switched_off()
    {
        Assert.True((await Deployed.By(() => SmallApi.New(generatedName: false))).Single("aws:apigateway/restApi:RestApi").Flag("disableExecuteApiEndpoint"));
        Assert.False((await Deployed.By(() => SmallApi.New())).Single("aws:apigateway/restApi:RestApi").Flag("disableExecuteApiEndpoint"));
    }

    [Theory]
    [InlineData("no network is named, so that nobody could call")]
    [InlineData("'203.0.113.7/24' is no network; give its first address", "203.0.113.7/24")]
    [InlineData("'203.0.113.7' is no network", "203.0.113.7")]
    [InlineData("'0.0.0.0/0' is everybody; choose Anywhere", "203.0.113.0/24", "0.0.0.0/0")]
    [InlineData("'::/0' is everybody", "::/0")]
    [InlineData("'128.0.0.0/1' is a good part of the internet; give networks with a prefix of at least 8 bits", "203.0.113.0/24", "128.0.0.0/1")]
    [InlineData("'2000::/3' is a good part of the internet; give networks with a prefix of at least 16 bits", "2000::/3")]
    [InlineData("'10.1.0.0/16' is no public network", "10.1.0.0/16")]
    [InlineData("'172.31.0.0/24' is no public network", "172.31.0.0/24")]
    [InlineData("'100.64.3.0/24' is no public network", "100.64.3.0/24")]
    [InlineData("'127.0.0.1/32' is no public network", "127.0.0.1/32")]
    [InlineData("'fd00::/8' is no public network", "fd00::/8")]
    public async Task are_never_shut_out_or_let_in_all_by_mistake(string message, params string[] networks)
    {
        var refusal = await Deployed.RefusalOf(() => SmallApi.New(new ApiCallers.Addresses([.. networks])));

        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.Contains("[api-callers-invalid]", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no VPC endpoint is named")]
    [InlineData("'vpc-0123456789abcdef0' is no VPC endpoint's id", "vpc-0123456789abcdef0")]
    public async Task are_never_shut_out_by_a_wrong_endpoint(string message, params string[] endpoints) =>
        Assert.Contains(message, await Deployed.RefusalOf(() => SmallApi.New(new ApiCallers.VpcEndpoints([.. endpoints]))), StringComparison.Ordinal);

    private static string Shape(Recorder recorder) => (string)recorder.Single("aws:apigateway/deployment:Deployment").Map("triggers")["shape"];

    private static PolicyDecision Decide(Recorder recorder, string route, params ReadOnlySpan<(string, string)> context) =>
        PolicyEvaluator.DecideForAws(PolicyDocument.Parse(recorder.Single(PolicyType).Text("policy")), "*", "execute-api:Invoke", $"{Stage}/{route}", RequestContext.Of(context));
}
