using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Components.Templates;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_provisioning_template
{
    private const string TemplateType = "aws:iot/provisioningTemplate:ProvisioningTemplate";

    [Fact]
    public async Task with_required_arguments_only_makes_thing_certificate_and_policy_at_first_connection()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningTemplate("first", new() { Names = Deployed.Names, Body = new() { PolicyName = "widgiot-device" } }));

        var template = recorder.Single(TemplateType);
        Assert.Equal("JITP", template.Text("type"));
        Assert.Equal("widgiot-jitp", template.Text("name"));
        Assert.True(template.Flag("enabled"));
        var resources = Body(recorder)["Resources"]!;
        Assert.Equal("AWS::IoT::Certificate::CommonName", (string?)resources["thing"]!["Properties"]!["ThingName"]!["Ref"]);
        Assert.Equal("AWS::IoT::Certificate::Id", (string?)resources["certificate"]!["Properties"]!["CertificateId"]!["Ref"]);
        Assert.Equal("ACTIVE", (string?)resources["certificate"]!["Properties"]!["Status"]);
        Assert.Equal("widgiot-device", (string?)resources["policy"]!["Properties"]!["PolicyName"]);
    }

    [Fact]
    public async Task declares_exactly_the_parameters_it_uses_so_that_no_certificate_lacks_one()
    {
        // The seed declared serial number and country, which its certificates do not carry: each first connection failed (XC-85).
        var recorder = await Deployed.By(() => _ = new ProvisioningTemplate("first", new() { Names = Deployed.Names, Body = new() { PolicyName = "p" } }));

        Assert.Equal(
            ["AWS::IoT::Certificate::CommonName", "AWS::IoT::Certificate::Id"],
            Body(recorder)["Parameters"]!.AsObject().Select(parameter => parameter.Key));
    }

    [Fact]
    public async Task with_every_argument_names_type_groups_and_attributes_with_their_defaults()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningTemplate("first", new()
        {
            Names = Deployed.Names,
            Body = new()
            {
                PolicyName = "p",
                ThingName = TemplateValue.Join<Jitp>("-", "lamp", FromCertificate.CommonName),
                ThingType = "lamp",
                ThingGroups = ["lamps"],
                OnExistingThing = OnExistingThing.Merge,
                Attributes = ImmutableSortedDictionary<string, TemplateValue<Jitp>>.Empty.Add("country", FromCertificate.Country(otherwise: "US")),
            },
            Description = "lamps",
            Tags = { { "team", "factory" } },
        }));

        Assert.Equal("lamps", recorder.Single(TemplateType).Text("description"));
        var body = Body(recorder);
        Assert.Equal("US", (string?)body["Parameters"]!["AWS::IoT::Certificate::Country"]!["Default"]);
        var thing = body["Resources"]!["thing"]!;
        Assert.Equal("""{"Fn::Join":["-",["lamp",{"Ref":"AWS::IoT::Certificate::CommonName"}]]}""", thing["Properties"]!["ThingName"]!.ToJsonString());
        Assert.Equal("""["lamps"]""", thing["Properties"]!["ThingGroups"]!.ToJsonString());
        Assert.Equal("""{"AttributePayload":"MERGE","ThingTypeName":"REPLACE","ThingGroups":"MERGE"}""", thing["OverrideSettings"]!.ToJsonString());
        Assert.Equal(
            ["AddThingsToTheirGroups", "AttachAndActivateDeviceCertificates", "CreateDeviceThings", "ReadTheDevicePolicy", "ReadTheThingGroups", "ReadTheThingType", "UpdateExistingThings"],
            RolePolicies.OfRole(recorder, "widgiot-us-east-1-jitp").Select(statement => (string)statement["Sid"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task has_a_role_that_allows_what_it_does_and_no_more()
    {
        // The seed names AWS's managed policy, 29 actions on every resource.
        var recorder = await Deployed.By(() => _ = new ProvisioningTemplate("first", new() { Names = Deployed.Names, Body = new() { PolicyName = "widgiot-device" } }));

        Assert.Equal(
            [
                "iot:AttachPolicy", "iot:AttachThingPrincipal", "iot:CreateThing", "iot:DescribeCertificate", "iot:DescribeThing", "iot:GetPolicy", "iot:UpdateCertificate",
            ],
            RolePolicies.ActionsIn(recorder.Single(RolePolicies.Type)));
        Assert.Empty(recorder.All("aws:iam/rolePolicyAttachment:RolePolicyAttachment"));
        Assert.All(RolePolicies.OfRole(recorder, "widgiot-us-east-1-jitp"), statement => Assert.DoesNotContain("*", RolePolicies.Texts(statement["Resource"])));
    }

    [Fact]
    public async Task has_a_role_that_aws_iot_assumes_for_this_account_and_region_only()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningTemplate("first", new() { Names = Deployed.Names, Body = new() { PolicyName = "p" } }));

        var trust = Assert.Single(JsonNode.Parse(recorder.Single("aws:iam/role:Role").Text("assumeRolePolicy"))!["Statement"]!.AsArray())!;
        Assert.Equal("iot.amazonaws.com", (string?)trust["Principal"]!["Service"]);
        Assert.Equal("123456789012", (string?)trust["Condition"]!["StringEquals"]!["aws:SourceAccount"]);
        Assert.Equal("arn:aws:iot:us-east-1:123456789012:*", (string?)trust["Condition"]!["ArnLike"]!["aws:SourceArn"]);
    }

    [Fact]
    public async Task has_its_policy_before_aws_iot_may_run_it()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningTemplate("first", new() { Names = Deployed.Names, Body = new() { PolicyName = "p" } }));

        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf(RolePolicies.Type), 0, order.IndexOf(TemplateType) - 1);
    }

    [Fact]
    public async Task refuses_more_attributes_than_a_thing_without_type_takes()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ProvisioningTemplate("first", new()
        {
            Names = Deployed.Names,
            Body = new() { PolicyName = "p", Attributes = Enumerable.Range(0, 4).ToImmutableSortedDictionary(i => $"a{i}", i => (TemplateValue<Jitp>)"v") },
        }));

        Assert.Contains("takes at most 3 attributes, the template has 4; name a thing type", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_an_attribute_name_that_aws_iot_would_refuse()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ProvisioningTemplate("first", new()
        {
            Names = Deployed.Names,
            Body = new() { PolicyName = "p", Attributes = ImmutableSortedDictionary<string, TemplateValue<Jitp>>.Empty.Add("has space", "v") },
        }));

        Assert.Contains("'has space' is no attribute name", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_an_attribute_value_that_aws_iot_would_refuse()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ProvisioningTemplate("first", new()
        {
            Names = Deployed.Names,
            Body = new() { PolicyName = "p", Attributes = ImmutableSortedDictionary<string, TemplateValue<Jitp>>.Empty.Add("note", "two words") },
        }));

        Assert.Contains("'two words' is no value for attribute 'note'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task that_is_too_long_for_aws_iot_fails_at_preview_with_its_length()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ProvisioningTemplate("first", new()
        {
            Names = Deployed.Names,
            Body = new() { PolicyName = "p", ThingType = "lamp", Attributes = Enumerable.Range(0, 50).ToImmutableSortedDictionary(i => $"a{i}", i => (TemplateValue<Jitp>)new string('x', 300)) },
        }));

        Assert.Matches("the provisioning template's body has [0-9]{5} characters, AWS IoT takes at most 10240", refusal);
    }

    private static JsonNode Body(Recorder recorder) => JsonNode.Parse(recorder.Single(TemplateType).Text("templateBody"))!;
}
