using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Devices;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot.X509;
using Infra.Pki;
using Infra.Tests.Local.Iot;
using Infra.Tests.Pki;
using Infra.Tests.StandIns.Mqtt;

namespace Infra.Tests.Tools.Device;

/// <summary>The tool, real mutual TLS, and AWS IoT as the local cloud has it.</summary>
public sealed class Provision_device_fleet : IAsyncLifetime, IDisposable
{
    private const string HookArn = "arn:aws:lambda:eu-west-1:123456789012:function:hook";

    // TLS looks at the real clock, so the certificates must be of today.
    private readonly Hook _hook = new();
    private readonly TestIot _iot;
    private readonly MqttPki _pki = new();
    private readonly TemporaryFolder _folder = new();
    private DeviceGateway _gateway = null!;

    public Provision_device_fleet() => _iot = new(_hook, now: DateTimeOffset.UtcNow.AddMinutes(-5));

    public async Task InitializeAsync()
    {
        _gateway = await DeviceGateway.StartAsync(
            TestIot.RegionName, _pki.Server(), _iot.Core.IdentitiesOf(TestIot.RegionName), _iot.Core.ReservedTopicsOf(TestIot.RegionName));
        _iot.Region.Policies.Create(TestIot.DevicePolicyName, DevicePolicies.OwnTopicsOnly);
        DeployTemplate("fleet", hook: true);
        _folder.Write("root.pem", _pki.Root.ExportCertificatePem());
        await ClaimAsync("fleet");
    }

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    public void Dispose()
    {
        _iot.Dispose();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ec-p256")]
    [InlineData("rsa-2048")]
    public async Task exchanges_a_claim_for_a_certificate_of_its_own_key_and_comes_back_with_it(string kind)
    {
        var run = await FleetAsync("--key", kind, "--json");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal("widget-7", run.Json.GetProperty("thingName").GetString());
        using var certificate = X509Certificate2.CreateFromPemFile(Kept("device.crt"), Kept("device.key"));
        Assert.Equal(CertificateFacts.IdOf(certificate), run.Json.GetProperty("certificateId").GetString());
        Assert.Equal([CertificateFacts.IdOf(certificate)], _iot.Core.CertificateIdsOf(TestIot.RegionName, "widget-7"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept("device.key")));
        Assert.Equal("widget-7", File.ReadAllText(Kept("thing-name.txt")).Trim());
        Assert.Equal("https://emea.example", JsonNode.Parse(File.ReadAllText(Kept("device-configuration.json")))!["url"]!.ToString());
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{DeviceGateway.HostName}:{_gateway.Port}"), File.ReadAllText(Kept("endpoint.txt")).Trim());
        // XB-16: the claim's connection ends, the device's own begins.
        Assert.Equal(["7", "widget-7"], _gateway.Events.Where(decision => decision.Kind == GatewayEventKinds.Accepted).Select(decision => decision.ClientId));
    }

    // XB-14: the key is the device's own; what the claim asks for, over both requests, never carries one.
    [Fact]
    public async Task asks_with_a_request_and_never_sees_a_key()
    {
        await FleetAsync();

        Assert.Equal("-----BEGIN CERTIFICATE REQUEST-----", File.ReadLines(Kept("device.csr")).First());
        Assert.Equal(DeviceKey.FromPem(File.ReadAllText(Kept("device.key"))).SubjectPublicKeyInfo.ToArray(),
            X509CertificateLoader.LoadCertificateFromFile(Kept("device.crt")).PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task never_shows_or_keeps_the_ownership_token()
    {
        var text = await FleetAsync();
        var json = await FleetAsync("--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        var shown = string.Concat(text.Output, text.Error, json.Output, json.Error) + string.Concat(Directory.GetFiles(Kept("")).Select(File.ReadAllText));
        Assert.DoesNotContain("wnershipToken", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", string.Concat(text.Output, text.Error, json.Output, json.Error), StringComparison.Ordinal);
    }

    // B-04: the seed's own way, for devices that cannot make a key.
    [Fact]
    public async Task takes_a_key_of_aws_where_that_is_asked_for_and_replaces_none()
    {
        var run = await FleetAsync("--key-by-aws", "--json");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        using var certificate = X509Certificate2.CreateFromPemFile(Kept("device.crt"), Kept("device.key"));
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept("device.key")));
        var again = await FleetAsync("--key-by-aws", "--json");
        Assert.Equal((3, "file-exists"), (again.ExitCode, again.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task says_in_the_services_words_why_it_was_rejected_and_goes_on_with_the_same_key()
    {
        _hook.Answer = """{"allowProvisioning":false}""";
        var refused = await FleetAsync("--json");

        Assert.Equal((4, "fleet-rejected"), (refused.ExitCode, refused.Json.GetProperty("error").GetString()));
        Assert.Contains("403 AccessDenied: the pre-provisioning hook did not allow it", refused.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Kept("device.crt")));
        var key = File.ReadAllText(Kept("device.key"));
        _hook.Answer = Hook.Yes;
        Assert.Equal(0, (await FleetAsync()).ExitCode);
        Assert.Equal(key, File.ReadAllText(Kept("device.key")));
    }

    [Fact]
    public async Task says_that_the_template_is_missing()
    {
        // A claim certificate for provisioning by claim may name any template in its policy; a trusted user's is for one.
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        var claim = _iot.Root.SignRequest(CertificationRequests.Create(key, "claim"), CertificateProfile.Device, ValidityPeriod.FromNow(_iot.Clock, TimeSpan.FromDays(1)));
        var arn = _iot.Region.Certificates.RegisterWithoutCa(claim.CertificatePem, "ACTIVE").Arn;
        _iot.Region.Policies.Create("claims", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""");
        _iot.Region.AttachPolicy("claims", arn);
        Claim(claim.CertificatePem, key.ExportPrivateKeyPem());

        var run = await FleetAsync("--template", "gone", "--json");

        Assert.Equal((4, "fleet-template-missing"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task tells_of_a_claim_that_is_for_another_template()
    {
        DeployTemplate("other", hook: false);

        var run = await FleetAsync("--template", "other", "--json");

        Assert.Equal((4, "mqtt-refused"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Contains("the claim cannot provision 7", run.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    // XB-19: the five minutes are over.
    [Fact]
    public async Task tells_of_a_claim_that_has_ended_and_how_to_get_another()
    {
        _iot.Clock.Advance(TimeSpan.FromMinutes(6));

        var run = await FleetAsync("--json");

        Assert.Equal((4, "mqtt-refused"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Contains("provision claim create", run.Json.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task completes_what_a_cut_has_left_though_the_claim_has_ended_meanwhile()
    {
        var made = (await FleetAsync("--json")).Json;
        File.WriteAllText(Kept("fleet.json"), new JsonObject
        {
            ["certificateId"] = made.GetProperty("certificateId").GetString(),
            ["certificatePem"] = File.ReadAllText(Kept("device.crt")),
            ["endpoint"] = File.ReadAllText(Kept("endpoint.txt")).Trim(),
            ["thing"] = new JsonObject { ["thingName"] = "widget-7" },
        }.ToJsonString());
        foreach (var name in (string[])["device.crt", "thing-name.txt", "endpoint.txt"]) { File.Delete(Kept(name)); }
        _iot.Clock.Advance(TimeSpan.FromMinutes(6));

        var run = await FleetAsync("--json");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(made.GetProperty("certificateId").GetString(), run.Json.GetProperty("certificateId").GetString());
        Assert.True(File.Exists(Kept("device.crt")));
        Assert.False(File.Exists(Kept("fleet.json")));
        Assert.Equal("widget-7", File.ReadAllText(Kept("thing-name.txt")).Trim());
    }

    // XB-11: a claim's key that others can read is no secret any more.
    [Fact]
    public async Task takes_no_claim_key_that_others_can_read()
    {
        PrivateFiles.SetMode(Path.Combine(_folder.Path, "claim.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);

        var run = await FleetAsync("--json");

        Assert.Equal((3, "key-file-not-private"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task says_where_a_claim_comes_from_that_is_not_there()
    {
        File.Delete(Path.Combine(_folder.Path, "claim.crt"));

        var run = await FleetAsync("--json");

        Assert.Equal((3, "file-unreadable"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Equal("provision claim create makes the first two", run.Json.GetProperty("hint").GetString());
    }

    [Fact]
    public async Task says_what_the_folder_must_be_when_its_key_is_none()
    {
        Directory.CreateDirectory(Kept(""));
        File.WriteAllText(Kept("device.key"), "no key");

        var run = await FleetAsync("--json");

        Assert.Equal((3, "file-unreadable"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.StartsWith("--device must be a folder", run.Json.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    private void DeployTemplate(string name, bool hook) => _iot.Region.Templates.Create(
        new(name, null, Templates.Fleet, _iot.Role(name, Templates.JitpPermissions).RoleArn) { Enabled = true, Hook = hook ? new(HookArn, "2020-04-01") : null });

    private async Task ClaimAsync(string template)
    {
        var claim = await _iot.CallAsync("POST", $"/provisioning-templates/{template}/provisioning-claim");
        Claim(claim["certificatePem"]!.ToString(), claim["keyPair"]!["PrivateKey"]!.ToString());
    }

    private void Claim(string certificatePem, string keyPem)
    {
        _folder.Write("claim.crt", certificatePem);
        _folder.WritePrivate("claim.key", keyPem);
    }

    private Task<ToolRun> FleetAsync(params string[] more) => Task.Run(() => ToolRun.Of(
    [
        "device", "fleet", "--id", "7", "--device", Kept(""), "--claim-cert", Path.Combine(_folder.Path, "claim.crt"), "--claim-key", Path.Combine(_folder.Path, "claim.key"),
        "--server-root", Path.Combine(_folder.Path, "root.pem"), "--endpoint", string.Create(CultureInfo.InvariantCulture, $"{DeviceGateway.HostName}:{_gateway.Port}"),
        .. more.Contains("--template") ? (string[])[] : ["--template", "fleet"], .. more,
    ]));

    private string Kept(string name) => Path.Combine(_folder.Path, "device", name);

    private sealed class Hook : IFunctionInvoker
    {
        public const string Yes = """{"allowProvisioning":true}""";

        public string Answer { get; set; } = Yes;

        public Task<FunctionResult?> InvokeAsync(
            string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
            Task.FromResult<FunctionResult?>(new(Encoding.UTF8.GetBytes(Answer), Error: null));
    }
}
