using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Components.IotPolicies;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_device_policy
{
    private const string Own = "${iot:Connection.Thing.ThingName}";
    private const string Prefix = "arn:aws:iot:us-east-1:123456789012:";

    [Fact]
    public async Task lets_a_device_connect_only_as_the_thing_its_certificate_is_attached_to()
    {
        // The seed's policy had no Connect at all (XC-87); its later one named the SDK samples' client ids (XD-09).
        var connect = StatementFor(await Rendered(new() { Names = Deployed.Names }), "iot:Connect");

        Assert.Equal([$"{Prefix}client/{Own}"], RolePolicies.Texts(connect["Resource"]));
        Assert.Equal(["true"], RolePolicies.Texts(connect["Condition"]!["Bool"]!["iot:Connection.Thing.IsAttached"]));
    }

    [Fact]
    public async Task grants_subscriptions_on_topic_filters_and_messages_on_topics()
    {
        // Seed 003 granted Subscribe on topic/, which denies every subscription (XB-03).
        var policy = await Rendered(new() { Names = Deployed.Names });

        Assert.All(RolePolicies.Texts(StatementFor(policy, "iot:Subscribe")["Resource"]), arn => Assert.StartsWith($"{Prefix}topicfilter/", arn, StringComparison.Ordinal));
        Assert.All(RolePolicies.Texts(StatementFor(policy, "iot:Publish")["Resource"]), arn => Assert.StartsWith($"{Prefix}topic/", arn, StringComparison.Ordinal));
        Assert.Same(StatementFor(policy, "iot:Publish"), StatementFor(policy, "iot:Receive"));
    }

    [Fact]
    public async Task grants_the_same_topics_to_publish_receive_and_subscribe()
    {
        // Seed 003 let a device publish to one family and subscribe to another (XB-05).
        var policy = await Rendered(new() { Names = Deployed.Names });

        var messages = RolePolicies.Texts(StatementFor(policy, "iot:Publish")["Resource"]).Select(arn => arn[$"{Prefix}topic/".Length..]);
        var filters = RolePolicies.Texts(StatementFor(policy, "iot:Subscribe")["Resource"]).Select(arn => arn[$"{Prefix}topicfilter/".Length..]);
        Assert.Equal(messages, filters);
        Assert.All(messages, topic => Assert.Contains(Own, topic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task with_every_argument_has_its_own_root_jobs_and_no_shadow()
    {
        var recorder = await Deployed.By(() => _ = new DevicePolicy("device", new()
        {
            Names = Deployed.Names,
            TopicRoot = "dt/lamps",
            Shadow = false,
            Jobs = true,
            Tags = { { "team", "factory" } },
        }));

        var policy = recorder.Single("aws:iot/policy:Policy");
        Assert.Equal("widgiot-device", policy.Text("name"));
        Assert.Equal("factory", policy.Map("tags")["team"]);
        Assert.Equal(
            [$"{Prefix}topic/dt/lamps/{Own}/*", $"{Prefix}topic/$aws/things/{Own}/jobs/*"],
            RolePolicies.Texts(StatementFor(JsonNode.Parse(policy.Text("policy"))!, "iot:Publish")["Resource"]));
    }

    [Fact]
    public async Task that_is_too_long_for_aws_iot_fails_at_preview_with_its_length()
    {
        var refusal = await Deployed.RefusalOf(() =>
        {
            var policy = new IotPolicyDocument(IotStatement.Publish([.. Enumerable.Range(0, 40).Select(i => TopicPattern.Parse($"a/rather/long/topic/number/{i}"))]));
            _ = new Pulumi.Aws.Iot.Policy("long", new() { PolicyDocument = policy.ToJson(AwsScope.Of(new DevicePolicy("device", new() { Names = Deployed.Names }), "us-east-1")) });
        });

        Assert.Matches("the IoT policy has [0-9]{4} characters, AWS IoT takes at most 2048", refusal);
    }

    private static async Task<JsonNode> Rendered(DevicePolicyArgs args)
    {
        var recorder = await Deployed.By(() => _ = new DevicePolicy("device", args));
        return JsonNode.Parse(recorder.Single("aws:iot/policy:Policy").Text("policy"))!;
    }

    private static JsonNode StatementFor(JsonNode policy, string action) =>
        Assert.Single(policy["Statement"]!.AsArray(), statement => RolePolicies.Texts(statement!["Action"]).Contains(action))!;
}
