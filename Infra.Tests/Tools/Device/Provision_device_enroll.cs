using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Requests;
using Infra.Tests.Pki;

namespace Infra.Tests.Tools.Device;

public sealed class Provision_device_enroll : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ProvisioningApiDouble _api = null!;

    public async Task InitializeAsync() => _api = await ProvisioningApiDouble.StartAsync();

    [Theory]
    [InlineData("ec-p256")]
    [InlineData("rsa-2048")]
    public void keeps_a_certificate_for_its_own_key_and_a_key_that_only_it_can_read(string kind)
    {
        var run = Device("enroll", "--key", kind, "--root", Root(), "--json");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        using var certificate = X509Certificate2.CreateFromPemFile(Kept("device.crt"), Kept("device.key"));
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept("device.key")));
        var (content, output) = OpenSsl.Verify(_api.Pki.Root.CertificatePem, File.ReadAllText(Kept("chain.pem")), File.ReadAllText(Kept("device.crt")), "-purpose", "sslclient");
        Assert.True(content, output);
        Assert.Equal("example-ats.iot.eu-west-1.amazonaws.com", File.ReadAllText(Kept("endpoint.txt")).Trim());
        Assert.DoesNotContain(File.ReadAllLines(Kept("device.key"))[1], run.Output + run.Error, StringComparison.Ordinal);
        Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(Assert.Single(_api.Requests)));
    }

    [Fact]
    public void asks_again_with_the_same_request_while_it_is_told_to_wait()
    {
        foreach (var status in (int[])[202, 429, 503]) { _api.First.Enqueue(status); }

        Assert.Equal(0, Device("enroll", "--root", Root()).ExitCode);

        Assert.Equal(4, _api.Requests.Count);
        Assert.Single(_api.Requests.Distinct());
    }

    [Fact]
    public void goes_on_with_the_same_key_and_request_after_a_refusal()
    {
        _api.First.Enqueue(403);
        var refused = Device("enroll", "--root", Root(), "--json");

        Assert.Equal((1, "enrollment-refused"), (refused.ExitCode, refused.Json.GetProperty("error").GetString()));
        Assert.False(File.Exists(Kept("device.crt")));
        Assert.Equal(0, Device("enroll", "--root", Root()).ExitCode);
        Assert.Single(_api.Requests.Distinct());
    }

    [Fact]
    public void keeps_nothing_that_leads_to_another_root()
    {
        using var another = new TestHierarchy();

        var run = Device("enroll", "--root", _folder.Write("another.pem", another.Root.CertificatePem), "--json");

        Assert.Equal((1, "certificate-refused"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.False(File.Exists(Kept("device.crt")));
    }

    [Fact]
    public void keeps_nothing_that_is_for_another_key_or_name()
    {
        _api.AnotherRequest = TestHierarchy.DeviceRequest("SN-1");
        var key = Device("enroll", "--root", Root());

        Assert.Contains("the certificate is for another key", key.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Kept("device.crt")));
    }

    [Theory]
    [InlineData("ec-p256")]
    [InlineData("rsa-2048")] // whose signatures repeat, so that the request must say something new
    public void renews_with_another_request_for_the_same_key(string kind)
    {
        Device("enroll", "--key", kind, "--root", Root());
        var first = File.ReadAllText(Kept("device.crt"));
        var key = File.ReadAllText(Kept("device.key"));

        var run = Device("renew", "--root", Root());

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.NotEqual(first, File.ReadAllText(Kept("device.crt")));
        Assert.Equal(key, File.ReadAllText(Kept("device.key")));
        Assert.Equal(2, _api.Requests.Distinct().Count());
        Assert.All(_api.Requests, request => Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(request)));
    }

    [Fact]
    public void says_under_its_signature_when_it_asked()
    {
        Device("enroll", "--root", Root());

        var accepted = Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(Assert.Single(_api.Requests)));
        Assert.Null(new FreshnessRule(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1)).Check(accepted.ChallengePassword, DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task signs_anew_when_a_request_that_has_been_lying_there_is_refused()
    {
        using var http = new HttpClient();
        var enrollment = new Infra.Devices.Enrollment(http, TimeSpan.FromMinutes(1));
        _api.First.Enqueue(403);
        _api.First.Enqueue(403);

        // An hour later by the device's clock.
        var first = await ADevice(TimeProvider.System).EnrollAsync(enrollment, _api.Route, Infra.Devices.DeviceKeyKind.EcP256, null, default);
        var second = await ADevice(new Later()).EnrollAsync(enrollment, _api.Route, Infra.Devices.DeviceKeyKind.EcP256, null, default);

        Assert.Equal((403, 200), (first.Answer.Status, second.Answer.Status));
        Assert.Equal([0, 0, 1], _api.Requests.Select(request => _api.Requests.Distinct().ToList().IndexOf(request)));
    }

    [Fact]
    public void goes_on_with_a_renewal_that_was_cut_short()
    {
        Device("enroll", "--root", Root());
        _api.First.Enqueue(409);
        Assert.Equal(1, Device("renew", "--root", Root()).ExitCode);
        Assert.True(File.Exists(Kept("renewal.csr")));

        Assert.Equal(0, Device("renew", "--root", Root()).ExitCode);

        Assert.Equal([0, 1, 1], _api.Requests.Select(request => _api.Requests.Distinct().ToList().IndexOf(request)));
        Assert.False(File.Exists(Kept("renewal.csr")));
        Assert.Equal(_api.Requests[^1], Convert.ToBase64String(Convert.FromBase64String(string.Concat(File.ReadAllLines(Kept("device.csr"))[1..^1]))));
    }

    [Fact]
    public void says_when_nobody_answers()
    {
        var run = ToolRun.Of("device", "enroll", "--id", "SN-1", "--device", Kept(""), "--url", "http://127.0.0.1:9/new", "--json");

        Assert.Equal((4, "enrollment-unanswered"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void waits_at_least_as_long_as_it_was_asked_and_a_quarter_more_at_most(double seconds)
    {
        var asked = TimeSpan.FromSeconds(seconds);

        Assert.All(Enumerable.Range(0, 100).Select(_ => Infra.Devices.Enrollment.WithJitter(asked)), wait => Assert.InRange(wait, asked, asked * 1.25));
    }

    public Task DisposeAsync() => _api.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    private Infra.Devices.ReferenceDevice ADevice(TimeProvider clock) => new("SN-1", new(Kept("")), clock);

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(1);
    }

    private string Root() => _folder.Write("root.pem", _api.Pki.Root.CertificatePem);

    private string Kept(string name) => Path.Combine(_folder.Path, "device", name);

    private ToolRun Device(string command, params string[] more) =>
        ToolRun.Of(["device", command, "--id", "SN-1", "--device", Kept(""), "--url", _api.Route.AbsoluteUri, .. more]);
}
