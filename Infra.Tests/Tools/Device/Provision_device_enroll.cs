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

    private string Root() => _folder.Write("root.pem", _api.Pki.Root.CertificatePem);

    private string Kept(string name) => Path.Combine(_folder.Path, "device", name);

    private ToolRun Device(string command, params string[] more) =>
        ToolRun.Of(["device", command, "--id", "SN-1", "--device", Kept(""), "--url", _api.Route.AbsoluteUri, .. more]);
}
