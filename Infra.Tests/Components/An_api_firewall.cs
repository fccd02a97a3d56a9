using System.Collections.Immutable;
using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class An_api_firewall
{
    private const string AclType = "aws:wafv2/webAcl:WebAcl";

    [Fact]
    public async Task with_required_arguments_only_counts_by_address_and_asks_the_managed_groups()
    {
        var recorder = await Deployed.By(() => Firewall(ApiFirewall.DefaultRequestsPerSource));

        var acl = recorder.Single(AclType);
        Assert.Equal(("widgiot-provisioning", "REGIONAL"), (acl.Text("name"), acl.Text("scope")));
        Assert.True(acl.Map("defaultAction").ContainsKey("allow"));
        var rules = acl.List("rules").Select(Map).ToArray();
        Assert.Equal(
            [(0d, "requests-per-source"), (1d, "AWSManagedRulesAmazonIpReputationList"), (2d, "AWSManagedRulesCommonRuleSet"), (3d, "AWSManagedRulesKnownBadInputsRuleSet")],
            rules.Select(rule => ((double)rule["priority"], (string)rule["name"])));
        var limit = Map(Map(rules[0]["statement"])["rateBasedStatement"]);
        Assert.Equal((2000d, "IP", 300d), (limit["limit"], limit["aggregateKeyType"], limit["evaluationWindowSec"]));
        Assert.True(Map(rules[0]["action"]).ContainsKey("block"));
        Assert.All(rules[1..], rule => Assert.True(Map(rule["overrideAction"]).ContainsKey("none")));
    }

    [Fact]
    public async Task stands_before_the_apis_stage()
    {
        var recorder = await Deployed.By(() => Firewall(ApiFirewall.DefaultRequestsPerSource));

        var association = recorder.Single("aws:wafv2/webAclAssociation:WebAclAssociation");
        Assert.Equal("arn:aws:apigateway:us-east-1::/restapis/restapi-api/stages/live", association.Text("resourceArn"));
        Assert.Equal("arn:aws:mock:us-east-1:123456789012:firewall", association.Text("webAclArn"));
    }

    [Fact]
    public async Task only_counts_requests_without_user_agent_as_devices_send_none()
    {
        var recorder = await Deployed.By(() => Firewall(ApiFirewall.DefaultRequestsPerSource));

        var common = Map(recorder.Single(AclType).List("rules")[2]);
        var exception = Map(Assert.Single(Assert.IsType<ImmutableArray<object>>(Map(Map(common["statement"])["managedRuleGroupStatement"])["ruleActionOverrides"])));
        Assert.Equal("NoUserAgent_HEADER", exception["name"]);
        Assert.True(Map(exception["actionToUse"]).ContainsKey("count"));
    }

    [Fact]
    public async Task keeps_no_csr_in_its_samples()
    {
        var recorder = await Deployed.By(() => Firewall(ApiFirewall.DefaultRequestsPerSource));

        var protection = Map(Assert.Single(Assert.IsType<ImmutableArray<object>>(recorder.Single(AclType).Map("dataProtectionConfig")["dataProtections"])));
        Assert.Equal("SUBSTITUTION", protection["action"]);
        Assert.Equal("SINGLE_HEADER", Map(protection["field"])["fieldType"]);
        Assert.Equal("device-csr", Assert.Single(Assert.IsType<ImmutableArray<object>>(Map(protection["field"])["fieldKeys"])));
    }

    [Fact]
    public async Task with_every_argument_has_the_limit_the_groups_and_the_tags_it_is_given()
    {
        var recorder = await Deployed.By(() => _ = new ApiFirewall("firewall", new()
        {
            Names = Deployed.Names,
            Api = SmallApi.New(),
            RequestsPerSource = 50,
            RuleGroups = [ManagedRuleGroup.KnownBadInputs],
            Tags = { { "team", "fleet" } },
        }));

        var acl = recorder.Single(AclType);
        Assert.Equal(["requests-per-source", "AWSManagedRulesKnownBadInputsRuleSet"], acl.List("rules").Select(rule => Map(rule)["name"]));
        Assert.Equal(50d, Map(Map(Map(acl.List("rules")[0])["statement"])["rateBasedStatement"])["limit"]);
        Assert.Equal("fleet", acl.Map("tags")["team"]);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(2_000_000_001)]
    public async Task refuses_a_limit_that_aws_waf_cannot_count(int limit)
    {
        var refusal = await Deployed.RefusalOf(() => Firewall(limit));

        Assert.Contains($"{limit} requests per address in five minutes is outside what AWS WAF counts, 10 to 2000000000 [firewall-limit-invalid]", refusal, StringComparison.Ordinal);
    }

    private static ImmutableDictionary<string, object> Map(object value) => Assert.IsType<ImmutableDictionary<string, object>>(value);

    private static void Firewall(int limit) => _ = new ApiFirewall("firewall", new() { Names = Deployed.Names, Api = SmallApi.New(), RequestsPerSource = limit });
}
