using System.Text.Json.Nodes;
using Infra.Local.Iot.Api;
using Infra.Local.Iot.X509;

namespace Infra.Tests.Local.Iot;

public sealed class The_iot_api : IDisposable
{
    private const string Prefix = "arn:aws:iot:eu-west-1:123456789012:";
    private readonly TestIot iot = new();

    public void Dispose() => iot.Dispose();

    [Fact]
    public async Task creates_the_same_thing_twice_and_refuses_another_of_its_name()
    {
        var body = new JsonObject { ["attributePayload"] = new JsonObject { ["attributes"] = new JsonObject { ["site"] = "paris" } } };
        var first = await iot.CallAsync("POST", "/things/device-1", body);
        var second = await iot.CallAsync("POST", "/things/device-1", body);
        Assert.Equal(first["thingId"]!.ToString(), second["thingId"]!.ToString());
        Assert.Equal(TestIot.ThingPrefix + "device-1", first["thingArn"]!.ToString());

        var refusal = await iot.RefusalAsync("POST", "/things/device-1", new());
        Assert.Equal((409, "ResourceAlreadyExistsException"), (refusal.Status, refusal.Code));
        Assert.Equal(first["thingId"]!.ToString(), refusal.Details["resourceId"]);
        Assert.Equal(first["thingArn"]!.ToString(), refusal.Details["resourceArn"]);
    }

    [Fact]
    public async Task updates_a_thing_under_its_version()
    {
        await iot.CallAsync("POST", "/things/device-1", new() { ["attributePayload"] = new JsonObject { ["attributes"] = new JsonObject { ["a"] = "1", ["b"] = "2" } } });
        await iot.CallAsync("PATCH", "/things/device-1", new()
        {
            ["attributePayload"] = new JsonObject { ["attributes"] = new JsonObject { ["a"] = "", ["c"] = "3" }, ["merge"] = true },
            ["expectedVersion"] = 1,
        });
        var thing = await iot.CallAsync("GET", "/things/device-1");
        Assert.Equal("""{"b":"2","c":"3"}""", thing["attributes"]!.ToJsonString());
        Assert.Equal(2, thing["version"]!.GetValue<long>());
        var refusal = await iot.RefusalAsync("PATCH", "/things/device-1", new() { ["expectedVersion"] = 1 });
        Assert.Equal((409, "VersionConflictException"), (refusal.Status, refusal.Code));
    }

    [Theory]
    [InlineData("name with spaces")]
    [InlineData("näme")]
    public async Task refuses_a_thing_name_outside_the_grammar(string name) =>
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("POST", $"/things/{name}", new())).Code);

    [Fact]
    public async Task takes_three_attributes_without_a_type_and_more_with_one()
    {
        var body = new JsonObject { ["attributePayload"] = new JsonObject { ["attributes"] = new JsonObject { ["a"] = "1", ["b"] = "2", ["c"] = "3", ["d"] = "4" } } };
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("POST", "/things/device-1", body)).Code);
        body["thingTypeName"] = "lamp";
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("POST", "/things/device-1", body)).Code);
        await iot.CallAsync("POST", "/thing-types/lamp", new());
        await iot.CallAsync("POST", "/things/device-1", body);
    }

    [Fact]
    public async Task attaches_and_detaches_a_certificate()
    {
        using var device = iot.ProvisionedDevice("device-1");
        var arn = $"{Prefix}cert/{CertificateFacts.IdOf(device)}";
        Assert.Equal(arn, Assert.Single((await iot.CallAsync("GET", "/things/device-1/principals"))["principals"]!.AsArray())!.ToString());
        Assert.Equal("device-1", Assert.Single((await iot.CallAsync("GET", "/principals/things", principal: arn))["things"]!.AsArray())!.ToString());
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("DELETE", "/things/device-1")).Code);

        await iot.CallAsync("DELETE", "/things/device-1/principals", principal: arn);
        Assert.Empty((await iot.CallAsync("GET", "/things/device-1/principals"))["principals"]!.AsArray());
        await iot.CallAsync("DELETE", "/things/device-1");
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("GET", "/things/device-1")).Code);
        await iot.CallAsync("DELETE", "/things/device-1");
    }

    [Fact]
    public async Task attaches_only_what_exists()
    {
        using var device = iot.ProvisionedDevice("device-1");
        var (known, unknown) = ($"{Prefix}cert/{CertificateFacts.IdOf(device)}", $"{Prefix}cert/{new string('0', 64)}");
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("PUT", "/things/nobody/principals", principal: known)).Code);
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("PUT", "/things/device-1/principals", principal: unknown)).Code);
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("PUT", "/things/device-1/principals", principal: "arn:aws:iot:us-east-1:123456789012:cert/x")).Code);
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("PUT", "/target-policies/nothing", new() { ["target"] = known })).Code);
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("PUT", $"/target-policies/{TestIot.DevicePolicyName}", new() { ["target"] = unknown })).Code);
    }

    [Fact]
    public async Task lists_the_policies_of_a_target_whose_arn_stands_encoded_in_the_path()
    {
        using var device = iot.ProvisionedDevice("device-1");
        var arn = $"{Prefix}cert/{CertificateFacts.IdOf(device)}";
        var listed = await iot.CallAsync("POST", $"/attached-policies/{Uri.EscapeDataString(arn)}");
        Assert.Equal(TestIot.DevicePolicyName, Assert.Single(listed["policies"]!.AsArray())!["policyName"]!.ToString());
        var targets = await iot.CallAsync("POST", $"/policy-targets/{TestIot.DevicePolicyName}");
        Assert.Equal(arn, Assert.Single(targets["targets"]!.AsArray())!.ToString());
    }

    [Fact]
    public async Task keeps_policy_versions_and_deletes_a_policy_only_when_it_is_free()
    {
        using var device = iot.ProvisionedDevice("device-1");
        var path = $"/policies/{TestIot.DevicePolicyName}";
        var document = new JsonObject { ["policyDocument"] = """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""" };
        Assert.Equal("2", (await iot.CallAsync("POST", $"{path}/version?setAsDefault=true", document))["policyVersionId"]!.ToString());
        Assert.Equal("2", (await iot.CallAsync("GET", path))["defaultVersionId"]!.ToString());
        Assert.Equal("DeleteConflictException", (await iot.RefusalAsync("DELETE", $"{path}/version/2")).Code);
        Assert.Equal("DeleteConflictException", (await iot.RefusalAsync("DELETE", path)).Code);
        await iot.CallAsync("PATCH", $"{path}/version/1");
        await iot.CallAsync("DELETE", $"{path}/version/2");
        await iot.CallAsync("POST", $"/target-policies/{TestIot.DevicePolicyName}", new() { ["target"] = $"{Prefix}cert/{CertificateFacts.IdOf(device)}" });
        await iot.CallAsync("DELETE", path);
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("GET", path)).Code);
        Assert.Equal("ResourceAlreadyExistsException", (await TwiceAsync("/policies/again", document)).Code);
        for (var version = 2; version <= 5; version++) { await iot.CallAsync("POST", "/policies/again/version", document); }
        Assert.Equal("VersionsLimitExceededException", (await iot.RefusalAsync("POST", "/policies/again/version", document)).Code);
    }

    [Fact]
    public async Task refuses_a_malformed_policy_when_it_is_created() =>
        Assert.Equal((400, "MalformedPolicyException"), (await iot.RefusalAsync("POST", "/policies/p", new() { ["policyDocument"] = "{}" })) is var refusal ? (refusal.Status, refusal.Code) : default);

    [Fact]
    public async Task tells_the_endpoint_of_the_regions_gateway()
    {
        Assert.Equal("localhost:8883", (await iot.CallAsync("GET", "/endpoint?endpointType=iot:Data-ATS"))["endpointAddress"]!.ToString());
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("GET", "/endpoint?endpointType=iot:Jobs")).Code);
    }

    [Theory]
    [InlineData("GET", "/nothing")]
    [InlineData("PUT", "/things/device-1")]
    [InlineData("GET", "/things/device-1/unknown")]
    public async Task says_which_call_it_does_not_know(string method, string path) =>
        Assert.Equal((404, "UnknownOperationException"), (await iot.RefusalAsync(method, path)) is var refusal ? (refusal.Status, refusal.Code) : default);

    // The action and resource of each operation, as the service authorization reference has them.
    [Theory]
    [InlineData("POST", "/things/device-1", "iot:CreateThing", Prefix + "thing/device-1")]
    [InlineData("GET", "/things/device-1", "iot:DescribeThing", Prefix + "thing/device-1")]
    [InlineData("GET", "/registrationcode", "iot:GetRegistrationCode", "*")]
    [InlineData("POST", "/cacertificate", "iot:RegisterCACertificate", "*")]
    [InlineData("POST", "/certificate/register", "iot:RegisterCertificate", "*")]
    [InlineData("POST", "/certificate/register-no-ca", "iot:RegisterCertificateWithoutCA", "*")]
    [InlineData("POST", "/certificates", "iot:CreateCertificateFromCsr", "*")]
    [InlineData("PUT", "/certificates/ab?newStatus=ACTIVE", "iot:UpdateCertificate", Prefix + "cert/ab")]
    [InlineData("DELETE", "/certificates/ab", "iot:DeleteCertificate", Prefix + "cert/ab")]
    [InlineData("PUT", "/cacertificate/ab", "iot:UpdateCACertificate", Prefix + "cacert/ab")]
    [InlineData("PUT", "/things/device-1/principals", "iot:AttachThingPrincipal", Prefix + "cert/" + Id)]
    [InlineData("PUT", "/target-policies/p", "iot:AttachPolicy", Prefix + "cert/" + Id)]
    [InlineData("POST", "/policies/p", "iot:CreatePolicy", Prefix + "policy/p")]
    [InlineData("POST", "/provisioning-templates", "iot:CreateProvisioningTemplate", Prefix + "provisioningtemplate/t")]
    [InlineData("POST", "/provisioning-templates/t/provisioning-claim", "iot:CreateProvisioningClaim", Prefix + "provisioningtemplate/t")]
    [InlineData("GET", "/endpoint", "iot:DescribeEndpoint", "*")]
    [InlineData("PUT", "/thing-groups/addThingToThingGroup", "iot:AddThingToThingGroup", Prefix + "thinggroup/g")]
    public async Task checks_the_callers_policies_for(string method, string path, string action, string resource)
    {
        var body = new JsonObject { ["target"] = $"{Prefix}cert/{Id}", ["templateName"] = "t", ["thingGroupName"] = "g", ["thingName"] = "device-1" };
        var nobody = iot.Role("nobody");
        var refusal = await iot.RefusalAsync(method, path, (JsonObject)body.DeepClone(), nobody, principal: $"{Prefix}cert/{Id}");
        Assert.Equal((403, "AccessDeniedException"), (refusal.Status, refusal.Code));
        Assert.Contains($"is not authorized to perform: {action} on resource: {resource}", refusal.Message, StringComparison.Ordinal);

        // With exactly this permission the call gets past the check; what it then answers is another test's matter.
        var allowed = iot.Role("allowed", ([action], resource), ([action], TestIot.ThingPrefix + "device-1"));
        var outcome = await Record.ExceptionAsync(() => iot.CallAsync(method, path, body, allowed, principal: $"{Prefix}cert/{Id}"));
        Assert.NotEqual("AccessDeniedException", (outcome as Infra.Local.Aws.AwsException)?.Code);
    }

    [Fact]
    public void serves_each_operation_once() => Assert.Equal(IotApi.Operations.Distinct().Count(), IotApi.Operations.Count());

    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private async Task<Infra.Local.Aws.AwsException> TwiceAsync(string path, JsonObject body)
    {
        await iot.CallAsync("POST", path, body);
        return await iot.RefusalAsync("POST", path, body);
    }
}
