using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Components.Templates;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_fleet_template
{
    private const string TemplateType = "aws:iot/provisioningTemplate:ProvisioningTemplate";
    private const string PermissionType = "aws:lambda/permission:Permission";

    [Fact]
    public async Task with_required_arguments_only_asks_its_hook_and_refuses_things_that_exist()
    {
        // The seed's template let whoever held a claim take over any thing (XB-06), and chose the claim's policy for devices (XB-07).
        var recorder = await Deployed.By(() => _ = Fleet());

        var template = recorder.Single(TemplateType);
        Assert.Equal("FLEET_PROVISIONING", template.Text("type"));
        Assert.Equal("widgiot-fleet", template.Text("name"));
        Assert.True(template.Flag("enabled"));
        Assert.Equal("2020-04-01", template.Map("preProvisioningHook")["payloadVersion"]);
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:widgiot-pre-provisioning-hook", template.Map("preProvisioningHook")["targetArn"]);
        var body = Body(recorder);
        Assert.Equal(["Parameters", "Resources"], body.AsObject().Select(section => section.Key));
        var thing = body["Resources"]!["thing"]!;
        Assert.Equal(
            ["AWS::IoT::Certificate::Id", "SerialNumber", "ThingName"], body["Parameters"]!.AsObject().Select(parameter => parameter.Key).Order(StringComparer.Ordinal));
        Assert.Equal("ThingName", (string?)thing["Properties"]!["ThingName"]!["Ref"]);
        Assert.Equal("""{"AttributePayload":"FAIL","ThingTypeName":"FAIL","ThingGroups":"FAIL"}""", thing["OverrideSettings"]!.ToJsonString());
        Assert.Equal("""{"Ref":"AWS::IoT::Certificate::Id"}""", body["Resources"]!["certificate"]!["Properties"]!["CertificateId"]!.ToJsonString());
        Assert.Equal("widgiot-device", (string?)body["Resources"]!["policy"]!["Properties"]!["PolicyName"]);
    }

    [Fact]
    public async Task with_every_argument_has_mappings_device_configuration_and_the_hooks_parameters()
    {
        var body = new FleetTemplateBody
        {
            PolicyName = "widgiot-device",
            ThingName = TemplateValue.Join<Fleet>("-", "lamp", FromDevice.Parameter("SerialNumber")),
            ThingType = "lamp",
            ThingGroups = ["lamps"],
            OnExistingThing = OnExistingThing.Merge,
            Attributes = ImmutableSortedDictionary<string, TemplateValue<Fleet>>.Empty
                .Add("batch", TemplateValue.Select(0, "-", FromDevice.Parameter("SerialNumber"))),
            HookParameters = [new("Proof")],
            Mappings = ImmutableSortedDictionary<string, TemplateMapping>.Empty.Add("Brokers", new(
                ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty
                    .Add("EU", ImmutableSortedDictionary<string, string>.Empty.Add("Topic", "widgiot/eu")))),
            DeviceConfiguration = ImmutableSortedDictionary<string, TemplateValue<Fleet>>.Empty
                .Add("topic", FromDevice.Find("Brokers", FromDevice.Parameter("Site", otherwise: "EU"), "Topic")),
        };
        var recorder = await Deployed.By(() => _ = Fleet(body, "lamps", new() { ["team"] = "factory" }));

        Assert.Equal("lamps", recorder.Single(TemplateType).Text("description"));
        Assert.Equal("factory", recorder.Single(TemplateType).Map("tags")["team"]);
        var rendered = Body(recorder);
        Assert.Equal(
            ["AWS::IoT::Certificate::Id", "Proof", "SerialNumber", "Site"],
            rendered["Parameters"]!.AsObject().Select(parameter => parameter.Key).Order(StringComparer.Ordinal));
        Assert.Equal("EU", (string?)rendered["Parameters"]!["Site"]!["Default"]);
        Assert.Equal("""{"Brokers":{"EU":{"Topic":"widgiot/eu"}}}""", rendered["Mappings"]!.ToJsonString());
        Assert.Equal("""{"topic":{"Fn::FindInMap":["Brokers",{"Ref":"Site"},"Topic"]}}""", rendered["DeviceConfiguration"]!.ToJsonString());
        Assert.Equal(
            """{"batch":{"Fn::Select":["0",{"Fn::Split":["-",{"Ref":"SerialNumber"}]}]}}""",
            rendered["Resources"]!["thing"]!["Properties"]!["AttributePayload"]!.ToJsonString());
        Assert.Contains("UpdateExistingThings", RolePolicies.OfRole(recorder, "widgiot-us-east-1-fleet").Select(statement => (string)statement["Sid"]!));
    }

    // XB-13, XB-21: a hook was promised and never made, later made without a permission to call it.
    [Fact]
    public async Task has_a_hook_that_aws_iot_may_call_for_this_template_only_and_before_the_template_is_there()
    {
        // The workshop's hook had no permission at all (XB-21); one without source would serve anybody's template.
        var recorder = await Deployed.By(() => _ = Fleet());

        var permission = recorder.Single(PermissionType);
        Assert.Equal("iot.amazonaws.com", permission.Text("principal"));
        Assert.Equal("123456789012", permission.Text("sourceAccount"));
        Assert.Equal("arn:aws:iot:us-east-1:123456789012:provisioningtemplate/widgiot-fleet", permission.Text("sourceArn"));
        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf(PermissionType), 0, order.IndexOf(TemplateType) - 1);
        Assert.InRange(order.LastIndexOf(RolePolicies.Type), 0, order.IndexOf(TemplateType) - 1);
    }

    [Fact]
    public async Task refuses_to_look_up_a_mapping_that_it_does_not_have()
    {
        var refusal = await Deployed.RefusalOf(() => _ = Fleet(new()
        {
            PolicyName = "p",
            DeviceConfiguration = ImmutableSortedDictionary<string, TemplateValue<Fleet>>.Empty.Add("topic", FromDevice.Find("Brokers", "EU", "Topic")),
        }));

        Assert.Contains("looks up mapping 'Brokers', which it does not have; it has none", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_a_parameter_that_has_two_defaults()
    {
        var refusal = await Deployed.RefusalOf(() => _ = Fleet(new()
        {
            PolicyName = "p",
            Attributes = ImmutableSortedDictionary<string, TemplateValue<Fleet>>.Empty.Add("a", FromDevice.Parameter("Site", "EU")).Add("b", FromDevice.Parameter("Site", "US")),
        }));

        Assert.Contains("parameter 'Site' has 2 different defaults (EU, US)", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has space")]
    [InlineData("AWS::IoT::Certificate::Id")]
    [InlineData("")]
    public void refuses_a_parameter_whose_name_is_none(string name) =>
        Assert.Contains("is no parameter's name", Assert.Throws<ComponentException>(() => FromDevice.Parameter(name)).Message, StringComparison.Ordinal);

    internal static FleetTemplate Fleet(FleetTemplateBody? body = null, string? description = null, Pulumi.InputMap<string>? tags = null)
    {
        var function = ProvisioningFunctions.PreProvisioningHook(Deployed.Functions, new("devices", new() { Names = Deployed.Names }));
        return new("fleet", new()
        {
            Names = Deployed.Names,
            Body = body ?? new() { PolicyName = "widgiot-device" },
            Hook = new("hook", new() { Names = Deployed.Names, Function = function }),
            Description = description,
            Tags = tags ?? [],
        });
    }

    private static JsonNode Body(Recorder recorder) => JsonNode.Parse(recorder.Single(TemplateType).Text("templateBody"))!;
}
