using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Iam;
using Infra.Local.Iot.Provisioning;
using Infra.Local.Iot.X509;

namespace Infra.Tests.Local.Iot;

public sealed class A_provisioning_template : IDisposable
{
    private readonly TestIot iot = new();

    public void Dispose() => iot.Dispose();

    [Theory]
    [InlineData("\"plain\"", "plain")]
    [InlineData("7", "7")]
    [InlineData("""{"Ref":"Serial"}""", "S-1")]
    [InlineData("""{"Ref":"Site"}""", "paris")]
    [InlineData("""{"Fn::Join":["-",["a",{"Ref":"Serial"},"z"]]}""", "a-S-1-z")]
    [InlineData("""{"Fn::Select":["1",["a","b"]]}""", "b")]
    [InlineData("""{"Fn::Select":[0,{"Fn::Split":["-",{"Ref":"Serial"}]}]}""", "S")]
    [InlineData("""{"Fn::Join":["/",{"Fn::Split":["-",{"Ref":"Serial"}]}]}""", "S/1")]
    [InlineData("""{"Fn::FindInMap":["Sites",{"Ref":"Site"},"url"]}""", "https://paris.example")]
    [InlineData("""{"Fn::Sub":"t/${Serial}/${!iot:ClientId}"}""", "t/S-1/${iot:ClientId}")]
    [InlineData("""{"Fn::Sub":["${Own}/${Serial}",{"Own":{"Ref":"Site"}}]}""", "paris/S-1")]
    public void evaluates(string value, string expected) => Assert.Equal(expected, Values().Text(JsonNode.Parse(value)));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Ref":"Unknown"}""")]
    [InlineData("""{"Fn::GetAtt":["thing","Arn"]}""")]
    [InlineData("""{"Fn::Join":["-"]}""")]
    [InlineData("""{"Fn::Select":["2",["a","b"]]}""")]
    [InlineData("""{"Fn::Select":["-1",["a","b"]]}""")]
    [InlineData("""{"Fn::FindInMap":["Sites","rome","url"]}""")]
    [InlineData("""{"Fn::FindInMap":["Sites","paris",{"Ref":"Unknown"}]}""")]
    [InlineData("""{"Fn::Sub":"${Unknown}"}""")]
    [InlineData("""{"Fn::Split":["-","a-b"]}""")]
    public void fails_on(string value) =>
        Assert.Equal("ResourceRegistrationFailureException", Assert.Throws<AwsException>(() => Values().Text(JsonNode.Parse(value))).Code);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"Resources":{},"Outputs":{}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::S3::Bucket","Properties":{}}}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::IoT::Thing","Properties":{}}}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":"a","Colour":"red"}}}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::IoT::Policy","Properties":{"PolicyName":"a","PolicyDocument":"{}"}}}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::IoT::Certificate","Properties":{"Status":"ACTIVE"}}}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":"a","CertificatePem":"b"}}}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":"a"},"OverrideSettings":{"Status":"MERGE"}}}}""")]
    [InlineData("""{"Resources":{"x":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":"a"},"OverrideSettings":{"ThingName":"REPLACE"}}}}""")]
    [InlineData("""{"Parameters":{"P":{"Type":"Number"}},"Resources":{}}""")]
    [InlineData("""{"Resources":{},"Resources":{}}""")]
    public void is_refused_when_it_is_malformed(string body) =>
        Assert.Equal("InvalidRequestException", Assert.Throws<AwsException>(() => TemplateDocument.Parse(body)).Code);

    [Theory]
    [InlineData("\"plain\"")]
    [InlineData("""{"Ref":"SerialNumber"}""")]
    public void must_take_its_certificate_from_aws_iot(string certificateId)
    {
        var body = Templates.Jitp.Replace("""{"Ref":"AWS::IoT::Certificate::Id"}""", certificateId, StringComparison.Ordinal);
        Assert.Throws<AwsException>(() => TemplateDocument.Parse(body).RequireFitFor("JITP"));
    }

    [Fact]
    public void knows_no_mappings_and_no_device_configuration_for_jitp()
    {
        TemplateDocument.Parse(Templates.Fleet).RequireFitFor("FLEET_PROVISIONING");
        Assert.Throws<AwsException>(() => TemplateDocument.Parse(Templates.Fleet).RequireFitFor("JITP"));
    }

    [Fact]
    public void fails_when_a_declared_parameter_has_no_value_even_if_nothing_uses_it()
    {
        var template = TemplateDocument.Parse("""{"Parameters":{"Unused":{"Type":"String"}},"Resources":{}}""");
        var refusal = Assert.Throws<AwsException>(() => new TemplateValues(template, ImmutableDictionary<string, string>.Empty));
        Assert.Contains("'Unused'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void reads_its_certificate_parameters_from_the_subject()
    {
        using var device = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(iot.Sign(
            iot.Root, Infra.Pki.CertificateProfile.Device, new("CN=device-1, OU=Lamps, O=Automatra, ST=Texas, C=US, SERIALNUMBER=S-77")));
        var certificate = iot.Region.Certificates.RegisterWithoutCa(device.ExportCertificatePem(), "ACTIVE");
        var parameters = CertificateParameters.Of(certificate);
        Assert.Equal(certificate.Id, parameters["AWS::IoT::Certificate::Id"]);
        Assert.Equal("device-1", parameters["AWS::IoT::Certificate::CommonName"]);
        Assert.Equal("Lamps", parameters["AWS::IoT::Certificate::OrganizationalUnit"]);
        Assert.Equal("Automatra", parameters["AWS::IoT::Certificate::Organization"]);
        Assert.Equal("Texas", parameters["AWS::IoT::Certificate::StateName"]);
        Assert.Equal("US", parameters["AWS::IoT::Certificate::Country"]);
        Assert.Equal("S-77", parameters["AWS::IoT::Certificate::SerialNumber"]);
        Assert.False(parameters.ContainsKey("AWS::IoT::Certificate::DistinguishedNameQualifier"));
    }

    [Theory]
    [InlineData("", "blue", 1)]
    [InlineData("DO_NOTHING", "blue", 1)]
    [InlineData("REPLACE", "red", 2)]
    [InlineData("MERGE", "red", 2)]
    public void treats_an_existing_thing_as_its_override_settings_say(string setting, string colour, long version)
    {
        Existing();
        Run(setting);
        var thing = iot.Region.Things.Get("device-1");
        Assert.Equal((colour, version), (thing.Attributes["colour"], thing.Version));
        Assert.Equal(setting != "REPLACE", thing.Attributes.ContainsKey("site"));
    }

    [Fact]
    public void fails_on_an_existing_thing_when_its_override_setting_is_fail()
    {
        Existing();
        Assert.Equal("ConflictingResourceUpdateException", Assert.Throws<AwsException>(() => Run("FAIL")).Code);
        Assert.Equal("blue", iot.Region.Things.Get("device-1").Attributes["colour"]);
    }

    [Fact]
    public void needs_update_thing_only_to_change_an_existing_thing()
    {
        Existing();
        var role = iot.Role("without-update", Templates.JitpPermissions);
        Run("DO_NOTHING", role);
        Assert.Contains("iot:UpdateThing", Assert.Throws<AwsException>(() => Run("REPLACE", role)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void puts_the_thing_into_groups_and_gives_it_a_type_that_exist()
    {
        var id = Registered();
        const string Body = """
            {"Resources":{
              "thing":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":"device-1","ThingTypeName":"lamp","ThingGroups":["fleet"]}},
              "certificate":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":{"Ref":"AWS::IoT::Certificate::Id"}}}}}
            """;
        Assert.Equal("ResourceNotFoundException", Assert.Throws<AwsException>(() => Run(Body, id, iot.Operator)).Code);
        iot.Region.ThingTypes.Create("lamp", null, []);
        Assert.Equal("ResourceNotFoundException", Assert.Throws<AwsException>(() => Run(Body, id, iot.Operator)).Code);
        Assert.Null(iot.Region.Things.Find("device-1"));
        iot.Region.ThingGroups.Create("fleet", null, null, ImmutableSortedDictionary<string, string>.Empty);
        Run(Body, id, iot.Operator);
        Assert.Equal("lamp", iot.Region.Things.Get("device-1").TypeName);
        Assert.Equal("fleet", Assert.Single(iot.Region.ThingGroups.Of("device-1")).Name);
    }

    [Fact]
    public void makes_one_policy_of_one_document_however_many_devices_share_it()
    {
        const string Body = """
            {"Resources":{
              "policy":{"Type":"AWS::IoT::Policy","Properties":{"PolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"Resource\":\"*\"}}"}},
              "certificate":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":{"Ref":"AWS::IoT::Certificate::Id"}}}}}
            """;
        Run(Body, Registered("device-1"), iot.Operator);
        Run(Body, Registered("device-2"), iot.Operator);
        var policy = Assert.Single(iot.Region.Policies.All);
        Assert.Equal(2, iot.Region.Attachments.TargetsOf(policy.Name).Count);
    }

    [Fact]
    public async Task is_run_by_register_thing_in_the_callers_name()
    {
        iot.Region.Policies.Create(TestIot.DevicePolicyName, DevicePolicies.OwnTopicsOnly);
        var body = new JsonObject
        {
            ["templateBody"] = Templates.Jitp,
            ["parameters"] = new JsonObject { ["AWS::IoT::Certificate::CommonName"] = "device-1", ["AWS::IoT::Certificate::Id"] = Registered() },
        };
        var poor = iot.Role("poor", (["iot:RegisterThing"], "*"));
        Assert.Equal("AccessDeniedException", (await iot.RefusalAsync("POST", "/things", (JsonObject)body.DeepClone(), poor)).Code);

        var answer = await iot.CallAsync("POST", "/things", body, iot.Role("rich", [(["iot:RegisterThing"], "*"), .. Templates.JitpPermissions]));
        Assert.Equal(TestIot.ThingPrefix + "device-1", answer["resourceArns"]!["thing"]!.ToString());
        Assert.Contains("BEGIN CERTIFICATE", answer["certificatePem"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task keeps_its_kind_and_takes_a_hook_only_for_fleets()
    {
        var role = iot.Role("jitp").RoleArn;
        var body = new JsonObject { ["templateName"] = "t", ["type"] = "JITP", ["templateBody"] = Templates.Jitp, ["provisioningRoleArn"] = role, ["enabled"] = true };
        var hooked = (JsonObject)body.DeepClone();
        hooked["preProvisioningHook"] = new JsonObject { ["targetArn"] = "arn:aws:lambda:eu-west-1:123456789012:function:hook" };
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("POST", "/provisioning-templates", hooked)).Code);
        await iot.CallAsync("POST", "/provisioning-templates", body);
        Assert.Equal("ResourceAlreadyExistsException", (await iot.RefusalAsync("POST", "/provisioning-templates", body)).Code);
        await iot.CallAsync("PATCH", "/provisioning-templates/t", new() { ["enabled"] = false });
        var described = await iot.CallAsync("GET", "/provisioning-templates/t");
        Assert.Equal(("JITP", "false", role), (described["type"]!.ToString(), described["enabled"]!.ToJsonString(), described["provisioningRoleArn"]!.ToString()));
        await iot.CallAsync("DELETE", "/provisioning-templates/t");
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("GET", "/provisioning-templates/t")).Code);
    }

    private static TemplateValues Values() => new(
        TemplateDocument.Parse("""{"Parameters":{"Serial":{"Type":"String"},"Site":{"Type":"String","Default":"paris"}},"Mappings":{"Sites":{"paris":{"url":"https://paris.example"}}},"Resources":{}}"""),
        ImmutableDictionary<string, string>.Empty.Add("Serial", "S-1"));

    private void Existing() => iot.Region.Things.Create("device-1",
        new(null, ImmutableSortedDictionary<string, string>.Empty.Add("colour", "blue").Add("site", "paris"), null));

    private string Registered(string name = "device-1")
    {
        using var device = iot.DeviceCertificate(name);
        iot.Region.Certificates.RegisterWithoutCa(device.ExportCertificatePem(), "INACTIVE");
        return CertificateFacts.IdOf(device);
    }

    private void Run(string setting, Caller? caller = null)
    {
        var override_ = setting.Length == 0 ? "" : $$""","OverrideSettings":{"AttributePayload":"{{setting}}"}""";
        Run($$$"""
            {"Resources":{
              "thing":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":"device-1","AttributePayload":{"colour":"red"}}{{{override_}}}},
              "certificate":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":{"Ref":"AWS::IoT::Certificate::Id"},"Status":"ACTIVE"} } } }
            """, Registered(), caller ?? iot.Operator);
    }

    private ProvisionedDevice Run(string body, string certificateId, Caller caller) =>
        new ProvisioningRun(iot.Region, new ProvisioningAuthority(iot.Iam, caller, TestIot.RegionName))
            .Run(TemplateDocument.Parse(body), ImmutableDictionary<string, string>.Empty.Add(CertificateParameters.Id, certificateId));
}
