using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Gateway;
using Infra.Pki;
using Infra.Tests.Local.Iot;
using Infra.Tests.Pki;
using Infra.Tests.Tools.Boards;
using Infra.Tools.Boards;

namespace Infra.Tests.Tools.Keys;

/// <summary>Row A-60 from end to end: a board behind a real terminal device, AWS IoT of the local cloud, and its gateway as the judge.</summary>
public sealed class Provision_key_board : IAsyncLifetime, IDisposable
{
    private readonly CloudOfTheTool _cloud = new(DateTimeOffset.UtcNow.AddMinutes(5));
    private readonly TemporaryFolder _folder = new();
    private readonly BoardDouble _board = new();
    private readonly PseudoTerminal _terminal;
    private readonly SoftwareAuthority _lab;

    public Provision_key_board()
    {
        _terminal = new PseudoTerminal(_board);
        _lab = SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName("Lab CA"), KeyAlgorithm.EcP256, TimeSpan.FromDays(400), TimeProvider.System);
        _folder.Write("ca.pem", _lab.ChainPem);
        _folder.WritePrivate("ca.key", _lab.ExportPrivateKeyPem());
        _folder.Write("root.pem", _cloud.Iot.Root.CertificatePem);
    }

    private TestIot Iot => _cloud.Iot;

    public Task InitializeAsync() => _cloud.StartAsync();

    public Task DisposeAsync() => _cloud.DisposeAsync().AsTask();

    public void Dispose()
    {
        _terminal.Dispose();
        _board.Dispose();
        _lab.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task brings_a_board_from_nothing_to_a_connection()
    {
        _board.LogsMeanwhile = true;
        _folder.WritePrivate("wifi.txt", "correct-horse\n");

        var run = Run("--server-root", At("root.pem"), "--wifi-ssid", "lab", "--wifi-password-file", At("wifi.txt"), "--out", At("out"));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        using var certificate = BoardsOwn();
        Assert.Equal(("aws", "lamp-1", certificate.SerialNumber.ToLowerInvariant(), "lamp-1-lab-board"), (run.Json.GetProperty("issuer").GetString(), run.Json.GetProperty("thingName").GetString(),
            run.Json.GetProperty("serialNumber").GetString(), run.Json.GetProperty("policyName").GetString()));
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(certificate, "lamp-1"));
        Assert.IsNotType<ConnectDecision.Accepted>(await Iot.ConnectAsync(certificate, "lamp-2"));
        Assert.Equal(("lamp-1", "localhost", "lab", "correct-horse"),
            (_board.Committed["thing_name"], _board.Committed["mqtt_endpoint"], _board.Committed["wifi_ssid"], _board.Committed["wifi_credential"]));
        Assert.InRange(long.Parse(_board.Committed["time_hwm"], System.Globalization.CultureInfo.InvariantCulture), 1_700_000_000, 4_294_967_295);
        Assert.Equal(Iot.Root.CertificatePem, Pem.OfCertificate(_board.Certificates["root_ca_cert"]));
        Assert.Equal(1, _board.Resets);
        Assert.Equal(_board.Key!.ExportSubjectPublicKeyInfoPem() + "\n", File.ReadAllText(At("out/lamp-1.pub.pem")));
        Assert.Equal(Pem.OfCertificate(certificate.RawData), File.ReadAllText(At("out/lamp-1.pem")));
        Assert.Equal(0, ToolRun.Of("csr", "check", At("out/lamp-1.csr")).ExitCode);
        Assert.DoesNotContain("correct-horse", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task has_the_lab_s_CA_certify_the_board_with_the_extensions_of_a_device()
    {
        Iot.RegisterAuthority(_lab, autoRegistration: false, template: null);

        var run = Run("--ca-chain", At("ca.pem"), "--ca-key", At("ca.key"), "--days", "90");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        using var certificate = BoardsOwn();
        Assert.Equal("CN=Lab CA", certificate.Issuer);
        Assert.Equal(3, certificate.Version);
        Assert.Contains(certificate.Extensions, extension => extension is X509EnhancedKeyUsageExtension);
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(certificate, "lamp-1"));
    }

    [Fact]
    public async Task takes_a_board_that_certifies_itself()
    {
        var run = Run("--issuer", "self");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        using var certificate = BoardsOwn();
        Assert.Equal(certificate.Subject, certificate.Issuer);
        Assert.Equal("ACTIVE", Assert.Single(Iot.Region.Certificates.All).Status);
        Assert.IsType<ConnectDecision.Accepted>(await Iot.ConnectAsync(certificate, "lamp-1"));
    }

    [Fact]
    public void works_without_AWS()
    {
        var run = Run("--offline", "--ca-chain", At("ca.pem"), "--ca-key", At("ca.key"), "--endpoint", "mqtt.lab.example");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        using var certificate = BoardsOwn();
        Assert.Equal("mqtt.lab.example", _board.Committed["mqtt_endpoint"]);
        Assert.Empty(Iot.Region.Things.All);
        Assert.Empty(Iot.Region.Certificates.All);
    }

    [Fact]
    public void tells_a_person_what_it_did_and_what_comes_next()
    {
        var run = _cloud.Run("key", "board", "--serial", _terminal.Path, "--thing", "lamp-1", "--offline", "--ca-chain", At("ca.pem"), "--ca-key", At("ca.key"), "--endpoint", "mqtt.lab.example");

        using var certificate = BoardsOwn();
        Assert.Equal(
            [
                "provisioned: lamp-1, certified by ca",
                $"  key         P256, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(_board.Key!.ExportSubjectPublicKeyInfo()))}",
                $"  serial      {certificate.SerialNumber.ToLowerInvariant()}",
                $"  until       {certificate.NotAfter.ToUniversalTime():u}",
                "  endpoint    mqtt.lab.example",
                "  next        'key authorize' registers the certificate in AWS IoT",
                "  server root as it was on the board; --server-root replaces it",
                "",
            ],
            run.Output.Split(Environment.NewLine));
    }

    [Fact]
    public void certifies_the_key_that_the_factory_recorded()
    {
        _board.Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var before = _board.Key.ExportSubjectPublicKeyInfo();

        Assert.Equal((1, "board-has-key"), Refusal(Run()));
        Assert.True(Run("--keep-key").ExitCode == 0);

        using var certificate = BoardsOwn();
        Assert.Equal(before, certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.DoesNotContain("pki generate key", _board.Commands);
    }

    [Fact]
    public void replaces_nothing_that_the_board_has_unless_told()
    {
        Assert.Equal((1, "board-has-no-key"), Refusal(Run("--keep-key")));
        Assert.Equal(0, Run().ExitCode);
        var (key, certificate, commands) = (_board.Key!.ExportSubjectPublicKeyInfo(), _board.Certificates["tls_cert"], _board.Commands.Count);

        Assert.Equal((1, "board-has-certificate"), Refusal(Run()));
        Assert.Equal((1, "board-has-certificate"), Refusal(Run("--keep-key")));
        Assert.Equal((1, "board-named-otherwise"), Refusal(_cloud.Run("key", "board", "--serial", _terminal.Path, "--thing", "lamp-2", "--json")));
        Assert.DoesNotContain(_board.Commands.Skip(commands), command => command.StartsWith("conf set", StringComparison.Ordinal) || command.Contains("generate", StringComparison.Ordinal));
        Assert.Equal(key, _board.Key!.ExportSubjectPublicKeyInfo());
        Assert.Equal(certificate, _board.Certificates["tls_cert"]);

        Assert.Equal(0, Run("--keep-key", "--force").ExitCode);
        Assert.Equal(key, _board.Key!.ExportSubjectPublicKeyInfo());
        Assert.NotEqual(certificate, _board.Certificates["tls_cert"]);
        Assert.Equal(0, Run("--force").ExitCode);
        Assert.NotEqual(key, _board.Key!.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void asks_nobody_for_a_certificate_when_a_file_is_in_the_way()
    {
        Directory.CreateDirectory(At("out"));
        _folder.Write("out/lamp-1.pem", "mine");

        Assert.Equal((3, "file-exists"), Refusal(Run("--out", At("out"))));

        Assert.Empty(_board.Commands);
        Assert.Equal("mine", File.ReadAllText(At("out/lamp-1.pem")));
    }

    [Fact]
    public void issues_nothing_for_a_key_that_the_board_does_not_show_to_hold()
    {
        // XA-01, XA-02: a certificate binds a key whose possession is shown, and the name that was asked for.
        _board.SignsWithAnotherKey = true;
        Assert.Equal((1, "board-request-refused"), Refusal(Run()));
        Assert.Equal((1, "not-the-issuer"), Refusal(Run("--issuer", "self", "--force")));
        _board.SignsWithAnotherKey = false;
        _board.NameInRequests = "lamp-9";
        Assert.Equal((1, "board-request-refused"), Refusal(Run("--force")));
        Assert.Equal((1, "board-request-refused"), Refusal(Run("--issuer", "self", "--force")));
        _board.NameInRequests = null;
        _board.Curve = ECCurve.NamedCurves.brainpoolP256r1;
        Assert.Equal((1, "device-key-refused"), Refusal(Run("--force")));

        Assert.Empty(Iot.Region.Certificates.All);
    }

    [Fact]
    public void activates_nothing_that_the_board_did_not_store()
    {
        _board.ForgetsCertificates = true;

        Assert.Equal((5, "board-stored-otherwise"), Refusal(Run()));

        Assert.Equal("INACTIVE", Assert.Single(Iot.Region.Certificates.All).Status);
        _board.ForgetsCertificates = false;
        Assert.Equal(0, Run("--keep-key").ExitCode);
        Assert.Equal(0, _cloud.Run("key", "clean-up", "--thing", "lamp-1", "--force").ExitCode);
        Assert.Empty(Iot.Region.Certificates.All);
    }

    [Fact]
    public void says_so_when_the_firmware_cannot_tell_what_it_has()
    {
        _board.KnowsNoExport = true;

        Assert.Equal((5, "board-answer-unexpected"), Refusal(Run()));
    }

    [Fact]
    public void needs_a_serial_line()
    {
        Assert.Equal((3, "serial-line-unusable"), Refusal(_cloud.Run("key", "board", "--serial", At("ca.pem"), "--thing", "lamp-1", "--json")));
        Assert.Equal((3, "serial-line-unusable"), Refusal(_cloud.Run("key", "board", "--serial", "/dev/ttyNoSuch9", "--thing", "lamp-1", "--json")));
    }

    [Fact]
    public void does_not_share_the_line()
    {
        using var other = TerminalLine.Open(_terminal.Path, 115200);

        Assert.Equal((3, "serial-line-unusable"), Refusal(Run()));
    }

    [Fact]
    public void leaves_the_line_as_it_was()
    {
        var before = Stty();

        Run("--offline", "--issuer", "self", "--endpoint", "mqtt.lab.example");

        Assert.Equal(before, Stty());

        string Stty()
        {
            using var stty = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stty", [OperatingSystem.IsLinux() ? "-F" : "-f", _terminal.Path, "-g"]) { RedirectStandardOutput = true })!;
            return stty.StandardOutput.ReadToEnd();
        }
    }

    [Theory]
    [InlineData("--issuer", "ca")]
    [InlineData("--offline")]
    [InlineData("--offline", "--issuer", "self")]
    [InlineData("--baud", "12345")]
    [InlineData("--timeout", "0")]
    public void makes_no_sense_like_this(params string[] options)
    {
        Assert.Equal(2, Run(options).ExitCode);
        Assert.Empty(_board.Commands);
    }

    private ToolRun Run(params string[] options) => _cloud.Run(["key", "board", "--serial", _terminal.Path, "--thing", "lamp-1", "--json", .. options]);

    private static (int, string?) Refusal(ToolRun run) => (run.ExitCode, run.Json.GetProperty("error").GetString());

    private X509Certificate2 BoardsOwn() => X509CertificateLoader.LoadCertificate(_board.Certificates["tls_cert"]);

    private string At(string name) => Path.Combine(_folder.Path, name);
}
