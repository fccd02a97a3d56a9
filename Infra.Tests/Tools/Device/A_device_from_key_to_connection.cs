using System.Globalization;
using Infra.Local.Gateway;
using Infra.Tests.Local.Iot;
using Infra.Tests.Pki;
using Infra.Tests.StandIns.Mqtt;

namespace Infra.Tests.Tools.Device;

/// <summary>One command: key, request, POST, check, keep, connect; the gateway registers it with its first connection (XC-104).</summary>
public sealed class A_device_from_key_to_connection : IAsyncLifetime, IDisposable
{
    // A little later than the authorities, which are made in a moment.
    private readonly TestIot _iot = new(now: DateTimeOffset.UtcNow.AddMinutes(1));
    private readonly MqttPki _mqtt = new();
    private readonly TemporaryFolder _folder = new();
    private ProvisioningApiDouble _api = null!;
    private DeviceGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _api = await ProvisioningApiDouble.StartAsync();
        _gateway = await DeviceGateway.StartAsync(TestIot.RegionName, _mqtt.Server(), _iot.Core.IdentitiesOf(TestIot.RegionName));
        _api.Endpoint = string.Create(CultureInfo.InvariantCulture, $"{DeviceGateway.HostName}:{_gateway.Port}");
        _iot.DeployJitp(_iot.Role("jitp", Templates.JitpPermissions));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
    }

    public void Dispose()
    {
        _iot.Dispose();
        _mqtt.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task is_enrolled_registered_and_connected()
    {
        _iot.RegisterAuthority(_api.Pki.Issuer);
        _api.First.Enqueue(202);
        _api.First.Enqueue(429);

        var run = await EnrollAsync("--json");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(2, run.Json.GetProperty("attempts").GetInt32());
        Assert.Equal(["SN-1"], _gateway.Events.Where(decision => decision.Kind == GatewayEventKinds.Accepted).Select(decision => decision.ClientId));
        Assert.Single(_iot.Core.CertificateIdsOf(TestIot.RegionName, "SN-1"));
    }

    [Fact]
    public async Task keeps_its_certificate_and_says_so_when_it_cannot_connect()
    {
        var run = await EnrollAsync("--patience", "1", "--json"); // whose CA nobody registered

        Assert.Equal((4, "mqtt-refused"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.StartsWith("SN-1 has its certificate, but cannot connect", run.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "device", "device.crt")));
    }

    private Task<ToolRun> EnrollAsync(params string[] more) => Task.Run(() => ToolRun.Of(
    [
        "device", "enroll", "--id", "SN-1", "--device", Path.Combine(_folder.Path, "device"), "--url", _api.Route.AbsoluteUri,
        "--root", _folder.Write("root.pem", _api.Pki.Root.CertificatePem), "--server-root", _folder.Write("server-root.pem", _mqtt.Root.ExportCertificatePem()), .. more,
    ]));
}
