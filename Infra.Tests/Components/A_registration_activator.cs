using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Components;
using Pulumi;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_registration_activator
{
    private const string RuleType = "aws:iot/topicRule:TopicRule";
    private static readonly string Own = new('a', 64);
    private static readonly string Peer = new('b', 64);

    [Fact]
    public async Task with_required_arguments_only_is_told_of_first_connections_under_its_own_ca_and_no_other()
    {
        var recorder = await With(("own", Own));

        var rule = recorder.Single(RuleType);
        Assert.Equal("widgiot_activation_own", rule.Text("name"));
        Assert.Equal(($"SELECT * FROM '$aws/events/certificates/registered/{Own}'", "2016-03-23"), (rule.Text("sql"), rule.Text("sqlVersion")));
        Assert.True(rule.Flag("enabled"));
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:widgiot-registration-activator", First(rule, "lambdas")["functionArn"]);
    }

    [Fact]
    public async Task with_every_argument_has_a_rule_for_each_ca_and_is_tagged()
    {
        var recorder = await With(("own", Own), ("peer-1", Peer));

        Assert.Equal(["widgiot_activation_own", "widgiot_activation_peer_1"], recorder.All(RuleType).Select(rule => rule.Text("name")));
        Assert.All(recorder.All(RuleType), rule => Assert.Equal("factory", rule.Map("tags")["team"]));
        Assert.Equal("factory", recorder.Single("aws:iam/role:Role", "activation").Map("tags")["team"]);
    }

    [Fact]
    public async Task may_be_called_by_aws_iot_for_each_of_its_rules_only()
    {
        var recorder = await With(("own", Own), ("peer", Peer));

        Assert.Equal(
            [("activation-own", "arn:aws:iot:us-east-1:123456789012:rule/widgiot_activation_own"), ("activation-peer", "arn:aws:iot:us-east-1:123456789012:rule/widgiot_activation_peer")],
            recorder.All("aws:lambda/permission:Permission").Where(permission => permission.Text("function") == "widgiot-registration-activator").Select(permission =>
            {
                Assert.Equal(("iot.amazonaws.com", "123456789012"), (permission.Text("principal"), permission.Text("sourceAccount")));
                return (permission.Name, permission.Text("sourceArn"));
            }));
    }

    [Fact]
    public async Task loses_no_event_that_it_failed_on_or_that_could_not_be_handed_to_it()
    {
        var recorder = await With(("own", Own));

        const string queue = "arn:aws:sqs:us-east-1:123456789012:widgiot-failed-events";
        var error = (ImmutableDictionary<string, object>)recorder.Single(RuleType).Map("errorAction")["sqs"];
        Assert.Equal("https://sqs.us-east-1.amazonaws.com/123456789012/widgiot-failed-events", error["queueUrl"]);
        Assert.Equal("arn:aws:iam::123456789012:role/widgiot-us-east-1-activation-rule", error["roleArn"]);
        Assert.Equal(queue, recorder.Single("aws:lambda/function:Function", "registration-activator").Map("deadLetterConfig")["targetArn"]);
        foreach (var role in (string[])["widgiot-us-east-1-activation-rule", "widgiot-us-east-1-registration-activator"])
        {
            var keep = Assert.Single(RolePolicies.OfRole(recorder, role), statement => RolePolicies.Texts(statement["Action"]).Contains("sqs:SendMessage"));
            Assert.Equal([queue], RolePolicies.Texts(keep["Resource"]));
        }
    }

    [Fact]
    public async Task keeps_failures_under_a_role_that_only_aws_iot_of_this_account_may_assume()
    {
        var recorder = await With(("own", Own));

        var trust = Assert.Single(JsonNode.Parse(recorder.Single("aws:iam/role:Role", "activation").Text("assumeRolePolicy"))!["Statement"]!.AsArray())!;
        Assert.Equal("iot.amazonaws.com", (string?)trust["Principal"]!["Service"]);
        Assert.Equal("123456789012", (string?)trust["Condition"]!["StringEquals"]!["aws:SourceAccount"]);
    }

    [Fact]
    public async Task without_ca_is_refused()
    {
        var refusal = await Deployed.RefusalOf(() => Create());

        Assert.Contains("name at least one in Authorities", refusal, StringComparison.Ordinal);
    }

    private static ImmutableDictionary<string, object> First(Recorded rule, string list) => (ImmutableDictionary<string, object>)rule.List(list)[0];

    private static Task<Recorder> With(params (string Name, string Id)[] authorities) => Deployed.By(() => Create(authorities));

    private static void Create(params (string Name, string Id)[] authorities)
    {
        var failedEvents = new FailedEvents("failed-events", new() { Names = Deployed.Names });
        var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
        var policy = new DevicePolicy("device", new() { Names = Deployed.Names });
        _ = new RegistrationActivator("activation", new()
        {
            Names = Deployed.Names,
            Function = ProvisioningFunctions.RegistrationActivator(Deployed.Functions, registry, policy, failedEvents),
            FailedEvents = failedEvents,
            Authorities = authorities.ToImmutableSortedDictionary(authority => authority.Name, authority => (Input<string>)authority.Id, StringComparer.Ordinal),
            Tags = { { "team", "factory" } },
        });
    }
}
