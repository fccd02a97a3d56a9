using System.Security.Cryptography.X509Certificates;
using Infra.Local.Gateway;
using Infra.Pki;
using Infra.Tests.Local.Iot;
using Infra.Tests.Pki;

namespace Infra.Tests.Tools;

/// <summary>Rows with a way back (XA-16): a lab's CA in AWS IoT.</summary>
public sealed class Provision_ca_register : IAsyncLifetime, IDisposable
{
    private readonly CloudOfTheTool _cloud = new(DateTimeOffset.UtcNow.AddMinutes(5));
    private readonly TemporaryFolder _folder = new();
    private readonly SoftwareAuthority _lab = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("Lab CA"), KeyAlgorithm.EcP256, TimeSpan.FromDays(400), TimeProvider.System);

    public Provision_ca_register()
    {
        _folder.Write("ca.pem", _lab.ChainPem);
        _folder.WritePrivate("ca.key", _lab.ExportPrivateKeyPem());
    }

    private TestIot Iot => _cloud.Iot;

    public Task InitializeAsync() => _cloud.StartAsync();

    public Task DisposeAsync() => _cloud.DisposeAsync().AsTask();

    public void Dispose()
    {
        _lab.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task makes_the_lab_s_certificates_known_until_it_is_taken_back()
    {
        var registered = Register("--ca-chain", At("ca.pem"), "--ca-key", At("ca.key"));
        Assert.True(registered.ExitCode == 0, registered.Output);
        Assert.Equal(("ACTIVE", false), (registered.Json.GetProperty("status").GetString(), registered.Json.GetProperty("wasThere").GetBoolean()));
        Assert.True(Register("--ca-chain", At("ca.pem"), "--ca-key", At("ca.key")).Json.GetProperty("wasThere").GetBoolean());

        using var certificate = Board();
        _folder.Write("lamp-1.pem", certificate.ExportCertificatePem());
        Assert.Equal(0, _cloud.Run("key", "authorize", "--thing", "lamp-1", "--certificate", At("lamp-1.pem"), "--ca", At("ca.pem")).ExitCode);
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(certificate, "lamp-1"));

        var unasked = _cloud.Run("ca", "deregister", "--certificate", At("ca.pem"), "--json");
        Assert.Equal((2, "confirmation-required"), (unasked.ExitCode, unasked.Json.GetProperty("error").GetString()));
        Assert.Equal(0, _cloud.Run("ca", "deregister", "--certificate", At("ca.pem"), "--force").ExitCode);
        var again = _cloud.Run("ca", "deregister", "--certificate", At("ca.pem"), "--force", "--json");
        Assert.Equal((1, "ca-not-registered"), (again.ExitCode, again.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task lets_boards_register_themselves_when_asked()
    {
        Assert.Equal(0, Register("--ca-chain", At("ca.pem"), "--ca-key", At("ca.key"), "--auto-registration").ExitCode);

        using var certificate = Board();
        Assert.IsNotType<ConnectDecision.Accepted>(await Iot.ConnectAsync(certificate, "lamp-1"));

        // XA-08: PENDING_ACTIVATION is what auto-registration gives, and nothing else does.
        Assert.Equal("PENDING_ACTIVATION", Assert.Single(Iot.Region.Certificates.All).Status);
    }

    [Fact]
    public void gives_no_proof_where_SNI_is_enough_and_activates_only_if_it_may()
    {
        var run = Register("--sni-only", At("ca.pem"), "--inactive");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("INACTIVE", run.Json.GetProperty("status").GetString());
    }

    [Fact]
    public void is_refused_with_the_key_of_another_CA()
    {
        using var other = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("Lab CA"), KeyAlgorithm.EcP256, TimeSpan.FromDays(400), TimeProvider.System);
        _folder.WritePrivate("other.key", other.ExportPrivateKeyPem());

        Assert.Equal(1, Register("--ca-chain", At("ca.pem"), "--ca-key", At("other.key")).ExitCode);
    }

    [Theory]
    [InlineData]
    [InlineData("--sni-only", "x", "--ca-chain", "x", "--ca-key", "x")]
    [InlineData("--sni-only", "x", "--template", "t")]
    public void makes_no_sense_like_this(params string[] options) => Assert.Equal(2, Register(options).ExitCode);

    private ToolRun Register(params string[] options) => _cloud.Run(["ca", "register", "--json", .. options]);

    private X509Certificate2 Board()
    {
        return X509Certificate2.CreateFromPem(_lab.SignRequest(
            TestHierarchy.DeviceRequest("lamp-1"), CertificateProfile.Device, ValidityPeriod.FromNow(TimeProvider.System, TimeSpan.FromDays(30))).CertificatePem);
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}
