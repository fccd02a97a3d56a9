using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Amazon.IoT.Model;
using Infra.Tests.Local.Iot;
using Infra.Tests.Pki;

namespace Infra.Tests.Tools.Claims;

public sealed class A_claim : IAsyncLifetime, IDisposable
{
    private readonly CloudOfTheTool _cloud = new();
    private readonly TemporaryFolder _folder = new();

    public async Task InitializeAsync()
    {
        await _cloud.StartAsync();
        using var iot = _cloud.Clients.Iot(null);
        await iot.CreateProvisioningTemplateAsync(new CreateProvisioningTemplateRequest
        {
            TemplateName = "fleet",
            TemplateBody = Templates.Fleet,
            ProvisioningRoleArn = _cloud.Iot.Role("fleet").RoleArn,
            Enabled = true,
        });
    }

    public Task DisposeAsync() => _cloud.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    // XB-10, XB-11, XB-12: the two are not swapped, the key is 0600 from its first byte, and nobody pastes PEM through sed.
    [Fact]
    public void puts_certificate_and_key_each_into_the_file_of_its_name()
    {
        var run = Create("--json");

        Assert.True(run.ExitCode == 0, run.Output);
        using var certificate = X509Certificate2.CreateFromPemFile(At("device-client-fp.pem.crt"), At("device-client-fp.private.pem.key"));
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal("644", Mode("device-client-fp.pem.crt"));
        Assert.Equal("600", Mode("device-client-fp.private.pem.key"));
        Assert.Equal(_cloud.Iot.Clock.GetUtcNow().UtcDateTime.AddMinutes(5), run.Json.GetProperty("expiration").GetDateTime());
        Assert.DoesNotContain(File.ReadAllLines(At("device-client-fp.private.pem.key"))[1], run.Output + run.Error, StringComparison.Ordinal);
    }

    // XB-19: the five minutes are told.
    [Fact]
    public void tells_a_person_when_it_ends() => Assert.Contains(
        "  expires  2026-03-01 12:05:00Z, in 300 seconds: connect and provision before, or get another",
        ToolRun.At(_cloud.Iot.Clock, _cloud.Clients, "", "claim", "create", "--template", "fleet", "--out", _folder.Path).Output, StringComparison.Ordinal);

    // The machine's clock is months ahead of AWS's.
    [Fact]
    public void that_is_over_by_the_clock_here_says_for_how_long() =>
        Assert.Matches(@"  expires  2026-03-01 12:05:00Z, expired [1-9]\d* seconds ago: get another; if it was made just now, set this machine's clock", Create().Output);

    [Fact]
    public void is_not_asked_for_when_a_file_is_in_the_way()
    {
        _folder.Write("device-client-fp.private.pem.key", "mine");

        var run = Create("--json");

        Assert.Equal((3, "file-exists"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Equal(["device-client-fp.private.pem.key"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(0, Create("--force").ExitCode);
        Assert.Equal("600", Mode("device-client-fp.private.pem.key"));
    }

    [Fact]
    public void of_no_such_template_is_refused_in_the_tools_voice()
    {
        var run = _cloud.Run("claim", "create", "--template", "absent", "--out", _folder.Path);

        Assert.Equal(4, run.ExitCode);
        Assert.StartsWith("provision: error: AWS answered 404 ResourceNotFoundException: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("[aws-resource-not-found]\nprovision: hint: look at the name and at the region: --region or AWS_REGION\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public void for_the_device_client_is_configured_as_its_command_line_was()
    {
        var run = ToolRun.Of("claim", "device-client", "--endpoint", "abc-ats.iot.us-east-1.amazonaws.com", "--template", "TrustedUserProvisioningTemplate", "--thing", "device-client-fp");

        Assert.Equal(
            """
            {"endpoint":"abc-ats.iot.us-east-1.amazonaws.com","cert":"device-client-fp.pem.crt","key":"device-client-fp.private.pem.key","root-ca":"AmazonRootCA1.pem","thing-name":"device-client-fp","logging":{"level":"INFO","type":"STDOUT"},"jobs":{"enabled":false},"tunneling":{"enabled":false},"device-defender":{"enabled":false},"fleet-provisioning":{"enabled":true,"template-name":"TrustedUserProvisioningTemplate","template-parameters":"{\"ThingName\":\"device-client-fp\"}"}}

            """,
            run.Output);
    }

    // XB-14: with a request the key is made on the device, and stays there.
    [Fact]
    public void for_the_device_client_keeps_the_key_on_the_device_with_a_request()
    {
        string[] args = ["claim", "device-client", "--endpoint", "e.example", "--template", "t", "--thing", "lamp-1", "--parameter", "SerialNumber=a=\"1\"", "--parameter", "Site=paris", "--out", At("client.json")];

        Assert.Equal(0, ToolRun.Of([.. args, "--csr-file", "/device/device.csr", "--device-key", "/device/device.key"]).ExitCode);

        var provisioning = JsonDocument.Parse(File.ReadAllText(At("client.json"))).RootElement.GetProperty("fleet-provisioning");
        Assert.Equal(("/device/device.csr", "/device/device.key"), (provisioning.GetProperty("csr-file").GetString(), provisioning.GetProperty("device-key").GetString()));
        var parameters = JsonDocument.Parse(provisioning.GetProperty("template-parameters").GetString()!).RootElement;
        Assert.Equal(("a=\"1\"", "paris"), (parameters.GetProperty("SerialNumber").GetString(), parameters.GetProperty("Site").GetString()));
        Assert.Equal("640", Mode("client.json"));
        Assert.Equal(3, ToolRun.Of(args).ExitCode);
    }

    [Theory]
    [InlineData("--csr-file", "x")]
    [InlineData("--parameter", "novalue")]
    [InlineData("--parameter", "a=1", "--parameter", "a=2")]
    public void for_the_device_client_needs_options_that_make_sense(params string[] more) =>
        Assert.Equal(2, ToolRun.Of(["claim", "device-client", "--endpoint", "e.example", "--template", "t", "--thing", "lamp-1", .. more]).ExitCode);

    private ToolRun Create(params string[] more) => _cloud.Run(["claim", "create", "--template", "fleet", "--out", _folder.Path, .. more]);

    private string Mode(string name) => Convert.ToString((int)File.GetUnixFileMode(At(name)), 8);

    private string At(string name) => Path.Combine(_folder.Path, name);
}
