using System.Collections.Immutable;
using Infra.Components;
using Infra.Identity;

namespace Infra.Tests.Components;

/// <summary>POST /claim for users of a user pool.</summary>
[Collection("pulumi")]
public sealed class A_claim_authorization
{
    private const string PoolArn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI";

    internal static ClaimAuthorization.Cognito Pool { get; } = new([PoolArn], ["provisioning/claim"]);

    [Fact]
    public async Task by_a_user_pool_has_api_gateway_ask_for_an_access_token_with_a_scope()
    {
        const string other = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_123456789";
        var recorder = await Deployed.By(() => SmallApi.WithClaimsFor(new ClaimAuthorization.Cognito([PoolArn, other], ["provisioning/claim", "https://api.example.net/claim"])));

        var authorizer = recorder.Single("aws:apigateway/authorizer:Authorizer", "api-claim");
        Assert.Equal(("COGNITO_USER_POOLS", "method.request.header.Authorization", 0), (authorizer.Text("type"), authorizer.Text("identitySource"), authorizer.Number("authorizerResultTtlInSeconds")));
        Assert.Equal([PoolArn, other], authorizer.List("providerArns"));
        Assert.False(authorizer.Inputs.ContainsKey("authorizerUri"));
        var method = recorder.Single("aws:apigateway/method:Method", "api-claim");
        Assert.Equal(("POST", "COGNITO_USER_POOLS", "authorizer-api-claim"), (method.Text("httpMethod"), method.Text("authorization"), method.Text("authorizerId")));
        Assert.Equal(["provisioning/claim", "https://api.example.net/claim"], method.List("authorizationScopes"));
        Assert.Equal("claim", method.Map("requestModels")["application/json"]);
        // Devices' routes are as they were.
        Assert.Equal(("CUSTOM", "authorizer-api"), (recorder.Single("aws:apigateway/method:Method", "api-proto").Text("authorization"), recorder.Single("aws:apigateway/method:Method", "api-proto").Text("authorizerId")));
    }

    [Fact]
    public async Task by_a_user_pool_writes_the_users_id_to_the_access_log_and_speaks_of_tokens()
    {
        var recorder = await Deployed.By(() => SmallApi.WithClaimsFor(Pool));

        Assert.Contains("\"caller\":\"$context.authorizer.claims.sub\"", recorder.Single("aws:apigateway/stage:Stage").Map("accessLogSettings")["format"].ToString(), StringComparison.Ordinal);
        var refusals = recorder.All("aws:apigateway/response:Response").Where(response => response.Text("responseType") is "UNAUTHORIZED" or "ACCESS_DENIED" or "WAF_FILTERED").Select(Body).Distinct();
        Assert.Contains("access token", Assert.Single(refusals), StringComparison.Ordinal);
        var bodies = recorder.All("aws:apigateway/response:Response").Where(response => response.Text("responseType") is "MISSING_AUTHENTICATION_TOKEN").Select(Body);
        Assert.DoesNotContain("Signature Version 4", Assert.Single(bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task that_changes_changes_the_deployment()
    {
        ClaimAuthorization[] choices = [ClaimAuthorization.Iam, Pool, Pool with { Scopes = ["provisioning/other"] }, Pool with { UserPoolArns = [PoolArn.Replace("AbC", "XyZ", StringComparison.Ordinal)] }];
        var shapes = new List<object>();
        foreach (var choice in choices)
        {
            shapes.Add((await Deployed.By(() => SmallApi.WithClaimsFor(choice))).Single("aws:apigateway/deployment:Deployment").Map("triggers")["shape"]);
        }

        Assert.Distinct(shapes);
    }

    [Theory]
    [InlineData("", "provisioning/claim", "no user pool is named, so that nobody could ask")]
    [InlineData(PoolArn, "", "no scope is asked for, so that everybody who can sign in to the pool would get claims")]
    [InlineData("us-east-1_AbCdEfGhI", "provisioning/claim", "'us-east-1_AbCdEfGhI' is not the ARN of a user pool")]
    [InlineData("arn:aws:cognito-idp:us-east-1:12345:userpool/us-east-1_AbCdEfGhI", "provisioning/claim", "is not the ARN of a user pool")]
    [InlineData("arn:aws:cognito-identity:us-east-1:123456789012:identitypool/us-east-1:1", "provisioning/claim", "is not the ARN of a user pool")]
    [InlineData("arn:aws:cognito-idp:us-east-1:123456789012:userpool/*", "provisioning/claim", "is not the ARN of a user pool")]
    [InlineData("arn:aws:cognito-idp:us-east-1:123456789012:userpool/eu-west-1_AbCdEfGhI", "provisioning/claim", "is in us-east-1, but the pool's id 'eu-west-1_AbCdEfGhI' begins with another region")]
    [InlineData(PoolArn + "\n", "provisioning/claim", "is not the ARN of a user pool")]
    [InlineData(PoolArn, "openid", "'openid' is no scope of a resource server")]
    [InlineData(PoolArn, "aws.cognito.signin.user.admin", "those of Cognito's own are everybody's")]
    [InlineData(PoolArn, "provisioning/", "is no scope of a resource server")]
    [InlineData(PoolArn, "provisioning/claim other", "is no scope of a resource server")]
    [InlineData(PoolArn, "provisioning/claim|profile", "'profile' is no scope of a resource server")]
    public async Task that_would_let_in_nobody_or_everybody_is_refused(string pools, string scopes, string message)
    {
        static ImmutableArray<string> List(string texts) => [.. texts.Split('|', StringSplitOptions.RemoveEmptyEntries)];
        var refusal = await Deployed.RefusalOf(() => SmallApi.WithClaimsFor(new ClaimAuthorization.Cognito(List(pools), List(scopes))));

        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.Contains("[claim-authorization-invalid]", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task by_a_user_pool_is_refused_beside_what_looks_at_signatures()
    {
        Assert.Contains("it looks at signatures or at tokens; leave one of the two out", await Deployed.RefusalOf(() => SmallApi.WithClaimsFor(Pool, null, "111122223333")), StringComparison.Ordinal);
        var role = await Deployed.RefusalOf(() =>
        {
            var asked = ProvisioningFunctions.Authorizer(Deployed.Functions with { Names = new(SkuName.Parse("other"), "us-east-1") }, new DeviceRegistry("other", new() { Names = Deployed.Names }));
            SmallApi.WithClaimsFor(Pool).GrantClaim(asked);
        });
        Assert.Contains("this API takes tokens of a user pool for them", role, StringComparison.Ordinal);
    }

    [Fact]
    public async Task by_a_user_pool_is_refused_where_there_is_no_route_for_claims()
    {
        var refusal = await Deployed.RefusalOf(() =>
        {
            var authorizer = ProvisioningFunctions.Authorizer(Deployed.Functions, new DeviceRegistry("devices", new() { Names = Deployed.Names }));
            _ = new ProvisioningApi("api", new() { Names = Deployed.Names, Authorizer = authorizer, IssuerAcmPca = authorizer, ClaimAuthorization = Pool });
        });

        Assert.Contains("user pools are named for POST /claim, but the API has none", refusal, StringComparison.Ordinal);
    }

    private static string Body(Recorded response) => (string)response.Map("responseTemplates")["application/json"];
}
