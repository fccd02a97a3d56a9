using System.Collections.Immutable;
using Infra.Local.Gateway;
using Infra.Local.Interpretation;
using Infra.Local.Iot.Connections;

namespace Infra.Tests.Local.Iot;

public sealed class An_iot_resource : IDisposable
{
    private readonly TestIot iot = new();

    public void Dispose() => iot.Dispose();

    [Fact]
    public async Task of_the_program_is_enough_to_provision_a_device()
    {
        var role = iot.Role("jitp", Templates.JitpPermissions);
        var policy = await MakeAsync("aws:iot/policy:Policy", "device", ("name", TestIot.DevicePolicyName), ("policy", DevicePolicies.OwnTopicsOnly));
        Assert.Equal(("widgiot-device", "1"), (policy.Id, policy.Outputs["defaultVersionId"]));
        Assert.Equal("arn:aws:iot:eu-west-1:123456789012:policy/widgiot-device", policy.Outputs["arn"]);
        var template = await MakeAsync("aws:iot/provisioningTemplate:ProvisioningTemplate", "jitp",
            ("name", TestIot.JitpTemplate), ("type", "JITP"), ("enabled", true), ("templateBody", Templates.Jitp), ("provisioningRoleArn", role.RoleArn!));
        Assert.Equal((TestIot.JitpTemplate, 1d), (template.Id, template.Outputs["defaultVersionId"]));
        var ca = await MakeAsync("aws:iot/caCertificate:CaCertificate", "ca",
            ("caCertificatePem", iot.Root.CertificatePem), ("certificateMode", "SNI_ONLY"), ("active", true), ("allowAutoRegistration", true),
            ("registrationConfig", ImmutableDictionary<string, object>.Empty.Add("templateName", TestIot.JitpTemplate)));
        Assert.EndsWith($":cacert/{ca.Id}", (string)ca.Outputs["arn"], StringComparison.Ordinal);

        using var device = iot.DeviceCertificate("device-1");
        Assert.Equal(new ConnectDecision.Dropped(DropReasons.RegisteredNow), await iot.ConnectAsync(device, "device-1"));
        Assert.IsType<ConnectDecision.Accepted>(await iot.ConnectAsync(device, "device-1"));
    }

    [Fact]
    public async Task is_made_in_its_own_region()
    {
        await MakeAsync("aws:iot/policy:Policy", "device", "us-east-1", ("name", "p"), ("policy", DevicePolicies.OwnTopicsOnly));
        Assert.NotNull(iot.Core.Region("us-east-1").Policies.Find("p"));
        Assert.Null(iot.Region.Policies.Find("p"));
    }

    [Fact]
    public async Task attaches_certificate_thing_and_policy()
    {
        await MakeAsync("aws:iot/policy:Policy", "device", ("name", "p"), ("policy", DevicePolicies.OwnTopicsOnly));
        await MakeAsync("aws:iot/thingType:ThingType", "lamp", ("name", "lamp"));
        await MakeAsync("aws:iot/thingGroup:ThingGroup", "fleet", ("name", "fleet"));
        await MakeAsync("aws:iot/thing:Thing", "thing", ("name", "device-1"), ("thingTypeName", "lamp"),
            ("attributes", ImmutableDictionary<string, object>.Empty.Add("site", "paris")));
        var certificate = await MakeAsync("aws:iot/certificate:Certificate", "certificate", ("active", true), ("csr", TestIot.Request("device-1")));
        await MakeAsync("aws:iot/thingGroupMembership:ThingGroupMembership", "membership", ("thingGroupName", "fleet"), ("thingName", "device-1"));
        await MakeAsync("aws:iot/policyAttachment:PolicyAttachment", "pa", ("policy", "p"), ("target", certificate.Outputs["arn"]));
        await MakeAsync("aws:iot/thingPrincipalAttachment:ThingPrincipalAttachment", "ta", ("thing", "device-1"), ("principal", certificate.Outputs["arn"]));

        Assert.Equal("paris", iot.Region.Things.Get("device-1").Attributes["site"]);
        Assert.Equal([certificate.Id], iot.Core.CertificateIdsOf(TestIot.RegionName, "device-1"));
        Assert.Equal(["p"], iot.Region.Attachments.PoliciesOf((string)certificate.Outputs["arn"]));
        Assert.Equal("fleet", Assert.Single(iot.Region.ThingGroups.Of("device-1")).Name);
    }

    [Fact]
    public async Task makes_a_key_pair_where_neither_request_nor_certificate_is_given()
    {
        var made = await MakeAsync("aws:iot/certificate:Certificate", "certificate", ("active", false));
        Assert.Contains("PRIVATE KEY", (string)made.Outputs["privateKey"], StringComparison.Ordinal);
        Assert.Equal("INACTIVE", iot.Region.Certificates.Get(made.Id).Status);
    }

    [Fact]
    public void answers_the_programs_questions()
    {
        var answerer = Assert.Single(iot.Core.Answerers);
        var endpoint = answerer.Answer(new("aws:iot/getEndpoint:getEndpoint", TestIot.RegionName, ImmutableDictionary<string, object>.Empty.Add("endpointType", "iot:Data-ATS")));
        Assert.Equal(("localhost:8883", "iot:Data-ATS"), (endpoint["endpointAddress"], endpoint["endpointType"]));
        var code = answerer.Answer(new("aws:iot/getRegistrationCode:getRegistrationCode", TestIot.RegionName, ImmutableDictionary<string, object>.Empty));
        Assert.Equal(iot.Region.CaCertificates.RegistrationCode, code["registrationCode"]);
    }

    private Task<Made> MakeAsync(string type, string name, params (string Name, object Value)[] inputs) => MakeAsync(type, name, TestIot.RegionName, inputs);

    private Task<Made> MakeAsync(string type, string name, string region, params (string Name, object Value)[] inputs) =>
        iot.Core.Makers.Single(maker => maker.Types.Contains(type)).MakeAsync(
            new(type, name, region, inputs.ToImmutableDictionary(input => input.Name, input => input.Value)), CancellationToken.None);
}
