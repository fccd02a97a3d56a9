using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot.X509;
using Infra.Pki;

namespace Infra.Tests.Local.Iot;

public sealed class Fleet_provisioning : IDisposable
{
    private const string HookArn = "arn:aws:lambda:eu-west-1:123456789012:function:hook";
    private const string Provision = "$aws/provisioning-templates/fleet/provision/json";
    private readonly Hook hook = new();
    private readonly TestIot iot;

    public Fleet_provisioning() => iot = new(hook);

    public void Dispose() => iot.Dispose();

    [Fact]
    public async Task lets_a_claim_do_nothing_but_provision_with_its_template()
    {
        var session = await ClaimSessionAsync();
        Assert.True(iot.Identities.MayPublish(session, "$aws/certificates/create-from-csr/json"));
        Assert.True(iot.Identities.MaySubscribe(session, $"{Provision}/accepted"));
        Assert.True(iot.Identities.MayReceive(session, $"{Provision}/rejected"));
        Assert.False(iot.Identities.MayPublish(session, "$aws/provisioning-templates/other/provision/json"));
        Assert.False(iot.Identities.MaySubscribe(session, "#"));
        Assert.False(iot.Identities.MayPublish(session, "widgiot/device-1/data"));
    }

    // XB-08: "Save as new version" alone changes nothing for devices.
    [Fact]
    public async Task goes_by_the_templates_default_version_however_new_another_is()
    {
        var session = await ClaimSessionAsync();
        var changed = Templates.Fleet.Replace("widget", "gadget", StringComparison.Ordinal);
        Assert.NotEqual(Templates.Fleet, changed);

        var saved = await iot.CallAsync("POST", "/provisioning-templates/fleet/versions", new() { ["templateBody"] = changed });
        Assert.Equal((2, false), ((int)saved["versionId"]!, (bool)saved["isDefaultVersion"]!));
        Assert.Equal("widget-7", await ThingAsync());

        var made = await iot.CallAsync("POST", "/provisioning-templates/fleet/versions?setAsDefault=true", new() { ["templateBody"] = changed });
        Assert.Equal((3, true), ((int)made["versionId"]!, (bool)made["isDefaultVersion"]!));
        Assert.Equal("gadget-7", await ThingAsync());
        Assert.Equal(3, (int)(await iot.CallAsync("GET", "/provisioning-templates/fleet"))["defaultVersionId"]!);

        async Task<string> ThingAsync()
        {
            var created = Accepted(await AskAsync(session, "$aws/certificates/create-from-csr/json", new() { ["certificateSigningRequest"] = TestIot.Request("anything") }));
            return Accepted(await AskAsync(session, Provision, Registration(created["certificateOwnershipToken"]!.ToString())))["thingName"]!.ToString();
        }
    }

    [Fact]
    public async Task keeps_five_versions_of_a_template_and_no_unfit_one()
    {
        await ClaimSessionAsync();
        for (var version = 2; version <= 5; version++) { await iot.CallAsync("POST", "/provisioning-templates/fleet/versions", new() { ["templateBody"] = Templates.Fleet }); }

        Assert.Equal("VersionsLimitExceededException", (await iot.RefusalAsync("POST", "/provisioning-templates/fleet/versions", new() { ["templateBody"] = Templates.Fleet })).Code);
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("POST", "/provisioning-templates/fleet/versions", new() { ["templateBody"] = "{}" })).Code);
    }

    [Fact]
    public async Task ends_a_claim_after_five_minutes()
    {
        var session = await ClaimSessionAsync();
        iot.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.False(iot.Identities.MayPublish(session, Provision));
    }

    [Fact]
    public async Task gives_a_certificate_for_a_request_and_provisions_it_with_its_token()
    {
        var session = await ClaimSessionAsync();
        var created = Accepted(await AskAsync(session, "$aws/certificates/create-from-csr/json", new() { ["certificateSigningRequest"] = TestIot.Request("anything") }));
        Assert.Null(created["privateKey"]);
        var id = created["certificateId"]!.ToString();
        Assert.Equal("PENDING_ACTIVATION", iot.Region.Certificates.Get(id).Status);

        var token = created["certificateOwnershipToken"]!.ToString();
        var provisioned = Accepted(await AskAsync(session, Provision, Registration(token)));

        Assert.Equal("widget-7", provisioned["thingName"]!.ToString());
        Assert.Equal("""{"url":"https://emea.example"}""", provisioned["deviceConfiguration"]!.ToJsonString());
        Assert.Equal("ACTIVE", iot.Region.Certificates.Get(id).Status);
        Assert.Equal([id], iot.Core.CertificateIdsOf(TestIot.RegionName, "widget-7"));
        using var certificate = X509Certificate2.CreateFromPem(created["certificatePem"]!.ToString());
        Assert.Equal(id, CertificateFacts.IdOf(certificate));
        Assert.IsType<ConnectDecision.Accepted>(await iot.ConnectAsync(certificate, "widget-7"));

        Assert.Equal("InvalidCertificateOwnershipToken", Rejected(await AskAsync(session, Provision, Registration(token))));
    }

    [Fact]
    public async Task makes_key_and_certificate_where_that_is_asked_for()
    {
        var created = Accepted(await AskAsync(await ClaimSessionAsync(), "$aws/certificates/create/json", []));
        using var certificate = X509Certificate2.CreateFromPem(created["certificatePem"]!.ToString(), created["privateKey"]!.ToString());
        Assert.True(certificate.HasPrivateKey);
    }

    [Fact]
    public async Task refuses_a_token_after_an_hour_and_one_it_never_gave()
    {
        var session = await ClaimSessionAsync();
        var token = await TokenAsync(session);
        Assert.Equal("InvalidCertificateOwnershipToken", Rejected(await AskAsync(session, Provision, Registration("guess"))));
        iot.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.Equal("InvalidCertificateOwnershipToken", Rejected(await AskAsync(session, Provision, Registration(token))));
    }

    [Fact]
    public async Task refuses_parameters_that_are_aws_iots_own()
    {
        var session = await ClaimSessionAsync();
        var request = Registration(await TokenAsync(session));
        request["parameters"]!["AWS::IoT::Certificate::Id"] = new string('0', 64);
        Assert.Equal("InvalidRequest", Rejected(await AskAsync(session, Provision, request)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    public async Task rejects_a_payload_that_is_no_object(string payload)
    {
        var reply = await iot.Core.FleetProvisioningOf(TestIot.RegionName)
            .AnswerAsync(await ClaimSessionAsync(), new(Provision, Encoding.UTF8.GetBytes(payload)), CancellationToken.None);
        Assert.Equal("InvalidPayload", Rejected((reply!.Topic, JsonNode.Parse(reply.Payload.Span)!.AsObject())));
    }

    [Fact]
    public async Task answers_on_no_other_topic() =>
        Assert.Null(await iot.Core.FleetProvisioningOf(TestIot.RegionName).AnswerAsync(new("c", "i", null), new("widgiot/x", default), CancellationToken.None));

    [Fact]
    public async Task tells_the_hook_who_asks_and_takes_its_overrides()
    {
        var session = await ClaimSessionAsync(withHook: true);
        hook.Answer = """{"allowProvisioning":true,"parameterOverrides":{"Customer":"automatra"}}""";
        Accepted(await AskAsync(session, Provision, Registration(await TokenAsync(session))));
        Assert.Equal("automatra", iot.Region.Things.Get("widget-7").Attributes["customer"]);
        Assert.Equal("7", hook.Question!["parameters"]!["SerialNumber"]!.ToString());
        Assert.Equal((session.CertificateId, session.ClientId), (hook.Question["claimCertificateId"]!.ToString(), hook.Question["clientId"]!.ToString()));
        Assert.Equal("arn:aws:iot:eu-west-1:123456789012:provisioningtemplate/fleet", hook.Question["templateArn"]!.ToString());
        Assert.Equal((HookArn, "iot.amazonaws.com", hook.Question["templateArn"]!.ToString()), (hook.Function, hook.Principal, hook.SourceArn));
    }

    [Theory]
    [InlineData("""{"allowProvisioning":false}""")]
    [InlineData("""{"allowProvisioning":"true"}""")]
    [InlineData("{}")]
    [InlineData("true")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task takes_anything_but_a_clear_yes_of_the_hook_as_a_no(string? answer)
    {
        var session = await ClaimSessionAsync(withHook: true);
        hook.Answer = answer;
        Assert.Equal("AccessDenied", Rejected(await AskAsync(session, Provision, Registration(await TokenAsync(session)))));
        Assert.Null(iot.Region.Things.Find("widget-7"));
    }

    [Fact]
    public async Task gives_claims_only_for_enabled_fleet_templates()
    {
        iot.DeployJitp(iot.Role("jitp", Templates.JitpPermissions));
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("POST", $"/provisioning-templates/{TestIot.JitpTemplate}/provisioning-claim")).Code);
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("POST", "/provisioning-templates/none/provisioning-claim")).Code);
    }

    [Fact]
    public async Task has_the_accounts_certificate_provider_sign_where_there_is_one()
    {
        var session = await ClaimSessionAsync();
        await iot.CallAsync("POST", "/certificate-providers/ours", Provider());
        var request = TestIot.Request("device-1");
        hook.Answer = new JsonObject { ["certificatePem"] = Signed(request) }.ToJsonString();

        var created = Accepted(await AskAsync(session, "$aws/certificates/create-from-csr/json", new() { ["certificateSigningRequest"] = request }));

        Assert.Equal((HookArn, "iot.amazonaws.com", "arn:aws:iot:eu-west-1:123456789012:certificateprovider/ours"), (hook.Function, hook.Principal, hook.SourceArn));
        Assert.Equal((request, session.CertificateId), (hook.Question!["certificateSigningRequest"]!.ToString(), hook.Question["principalId"]!.ToString()));
        using var certificate = X509Certificate2.CreateFromPem(created["certificatePem"]!.ToString());
        Assert.Equal(iot.Root.Subject.Name, certificate.Issuer);
        Assert.Equal("PENDING_ACTIVATION", iot.Region.Certificates.Get(created["certificateId"]!.ToString()).Status);

        await iot.CallAsync("DELETE", "/certificate-providers/ours");
        using var amazons = X509Certificate2.CreateFromPem(Accepted(
            await AskAsync(session, "$aws/certificates/create-from-csr/json", new() { ["certificateSigningRequest"] = TestIot.Request("device-1") }))["certificatePem"]!.ToString());
        Assert.NotEqual(iot.Root.Subject.Name, amazons.Issuer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"certificatePem":"none"}""")]
    [InlineData("another key")]
    public async Task makes_no_certificate_of_a_providers_answer_that_is_none(string? answer)
    {
        var session = await ClaimSessionAsync();
        await iot.CallAsync("POST", "/certificate-providers/ours", Provider());
        hook.Answer = answer == "another key" ? new JsonObject { ["certificatePem"] = Signed(TestIot.Request("device-1")) }.ToJsonString() : answer;

        var (topic, refusal) = await AskAsync(session, "$aws/certificates/create-from-csr/json", new() { ["certificateSigningRequest"] = TestIot.Request("device-1") });

        Assert.EndsWith("/rejected", topic, StringComparison.Ordinal);
        Assert.Equal((500, "InternalFailure"), (refusal["statusCode"]!.GetValue<int>(), refusal["errorCode"]!.ToString()));
        Assert.Empty(iot.Region.Certificates.All);
    }

    [Fact]
    public async Task has_one_certificate_provider_in_an_account()
    {
        await iot.CallAsync("POST", "/certificate-providers/ours", Provider());

        Assert.Equal("ResourceAlreadyExistsException", (await iot.RefusalAsync("POST", "/certificate-providers/ours", Provider())).Code);
        Assert.Equal("LimitExceededException", (await iot.RefusalAsync("POST", "/certificate-providers/theirs", Provider())).Code);
        Assert.Equal("ResourceNotFoundException", (await iot.RefusalAsync("GET", "/certificate-providers/theirs")).Code);
        Assert.Equal("InvalidRequestException", (await iot.RefusalAsync("PUT", "/certificate-providers/ours", new() { ["lambdaFunctionArn"] = HookArn })).Code);
        Assert.Equal(HookArn, (await iot.CallAsync("GET", "/certificate-providers/ours"))["lambdaFunctionArn"]!.ToString());
    }

    private static JsonObject Provider() => new() { ["lambdaFunctionArn"] = HookArn, ["accountDefaultForOperations"] = new JsonArray("CreateCertificateFromCsr") };

    private string Signed(string request) => iot.Root.SignRequest(
        Infra.Pki.Pem.Request(request), CertificateProfile.Device, ValidityPeriod.FromNow(iot.Clock, TimeSpan.FromDays(1))).CertificatePem;

    private async Task<DeviceSession> ClaimSessionAsync(bool withHook = false)
    {
        iot.Region.Policies.Create(TestIot.DevicePolicyName, DevicePolicies.OwnTopicsOnly);
        iot.Region.Templates.Create(new("fleet", null, Templates.Fleet, iot.Role("fleet", Templates.JitpPermissions).RoleArn)
        {
            Enabled = true,
            Hook = withHook ? new(HookArn, "2020-04-01") : null,
        });
        var claim = await iot.CallAsync("POST", "/provisioning-templates/fleet/provisioning-claim");
        using var certificate = X509Certificate2.CreateFromPem(claim["certificatePem"]!.ToString());
        Assert.Equal(claim["certificateId"]!.ToString(), CertificateFacts.IdOf(certificate));
        Assert.Empty((await iot.CallAsync("GET", "/certificates"))["certificates"]!.AsArray());
        return Assert.IsType<ConnectDecision.Accepted>(await iot.ConnectAsync(certificate, "installer")).Session;
    }

    private async Task<string> TokenAsync(DeviceSession session) =>
        Accepted(await AskAsync(session, "$aws/certificates/create-from-csr/json", new() { ["certificateSigningRequest"] = TestIot.Request("x") }))["certificateOwnershipToken"]!.ToString();

    private static JsonObject Registration(string token) =>
        new() { ["certificateOwnershipToken"] = token, ["parameters"] = new JsonObject { ["SerialNumber"] = "7" } };

    private async Task<(string Topic, JsonObject Payload)> AskAsync(DeviceSession session, string topic, JsonObject payload)
    {
        var reply = await iot.Core.FleetProvisioningOf(TestIot.RegionName).AnswerAsync(session, new(topic, Encoding.UTF8.GetBytes(payload.ToJsonString())), CancellationToken.None);
        Assert.NotNull(reply);
        Assert.StartsWith(topic, reply.Topic, StringComparison.Ordinal);
        return (reply.Topic, JsonNode.Parse(reply.Payload.Span)!.AsObject());
    }

    private static JsonObject Accepted((string Topic, JsonObject Payload) reply)
    {
        Assert.True(reply.Topic.EndsWith("/accepted", StringComparison.Ordinal), reply.Payload.ToJsonString());
        return reply.Payload;
    }

    private static string Rejected((string Topic, JsonObject Payload) reply)
    {
        Assert.EndsWith("/rejected", reply.Topic, StringComparison.Ordinal);
        Assert.InRange(reply.Payload["statusCode"]!.GetValue<int>(), 400, 499);
        return reply.Payload["errorCode"]!.ToString();
    }

    /// <summary>A function that answers what the test says; null: it does not exist.</summary>
    private sealed class Hook : IFunctionInvoker
    {
        public string? Answer { get; set; }

        public JsonObject? Question { get; private set; }

        public string? Function { get; private set; }

        public string? Principal { get; private set; }

        public string? SourceArn { get; private set; }

        public Task<FunctionResult?> InvokeAsync(
            string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            (Function, Principal, SourceArn) = (functionArn, servicePrincipal, source["aws:SourceArn"].Single());
            Question = JsonNode.Parse(payload.Span)!.AsObject();
            return Task.FromResult(Answer is null ? null : new FunctionResult(Encoding.UTF8.GetBytes(Answer), Error: null));
        }
    }
}
