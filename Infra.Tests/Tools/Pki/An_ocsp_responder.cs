using System.Net;
using Infra.Pki;
using Infra.Tools.Pki;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tests.Tools.Pki;

public sealed class An_ocsp_responder : IAsyncLifetime, IDisposable
{
    private readonly CeremonyWorld _world = new();
    private OcspResponders _responders = null!;
    private OcspServer _server = null!;

    public async Task InitializeAsync()
    {
        var folder = new AuthorityFolder(_world.Intermediate);
        _responders = new OcspResponders(folder, TimeSpan.FromHours(1), TimeProvider.System);
        _server = await OcspServer.StartAsync(folder, _responders, IPAddress.Loopback, port: 0);
    }

    [Fact]
    public void says_good_then_revoked_to_openssl_which_trusts_its_signature()
    {
        var device = _world.Issue("SN-1");
        var before = Ask(device);
        _world.Revoke(device);
        var after = Ask(device);

        Assert.Contains("Response verify OK", before, StringComparison.Ordinal);
        Assert.Contains("certificate.pem: good", before, StringComparison.Ordinal);
        Assert.Contains("Response verify OK", after, StringComparison.Ordinal);
        Assert.Contains("certificate.pem: revoked", after, StringComparison.Ordinal);
        Assert.Contains("Reason: keyCompromise", after, StringComparison.Ordinal);
        Assert.DoesNotContain("no nonce in response", before, StringComparison.Ordinal);
    }

    [Fact]
    public void convinces_gnutls_too()
    {
        var device = _world.Issue("SN-1");

        var (content, output) = _world.Run("ocsptool", $"--ask={_server.Address}", "--load-cert", device + "/certificate.pem",
            "--load-issuer", _world.Intermediate + "/certificate.pem", "--load-trust", _world.Intermediate + "/certificate.pem");

        Assert.True(content, output);
        Assert.Contains("Certificate Status: good", output, StringComparison.Ordinal);
        Assert.Contains("Verifying OCSP Response: Success", output, StringComparison.Ordinal);
    }

    [Fact]
    public void says_unknown_of_a_certificate_that_is_not_on_record()
    {
        var device = _world.Issue("SN-1");
        File.WriteAllText(_world.Intermediate + "/index.txt", "");

        Assert.Contains("certificate.pem: unknown", Ask(device), StringComparison.Ordinal);
    }

    [Fact]
    public async Task answers_a_request_in_the_path_below_its_own()
    {
        var device = _world.Issue("SN-1");
        _world.Run("openssl", "ocsp", "-issuer", _world.Intermediate + "/certificate.pem", "-cert", device + "/certificate.pem", "-reqout", _world.PathOf("request.der"));
        var request = Uri.EscapeDataString(Convert.ToBase64String(await File.ReadAllBytesAsync(_world.PathOf("request.der"))));

        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(_server.Address, "widgiot/" + request));
        await File.WriteAllBytesAsync(_world.PathOf("answer.der"), await answer.Content.ReadAsByteArrayAsync());

        Assert.Equal("application/ocsp-response", answer.Content.Headers.ContentType?.MediaType);
        var (_, text) = _world.Run("openssl", "ocsp", "-respin", _world.PathOf("answer.der"), "-noverify", "-text");
        Assert.Contains("Cert Status: good", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task tells_a_malformed_request_from_a_question()
    {
        using var http = new HttpClient();
        using var body = new ByteArrayContent([0x30, 0x03, 1, 2, 3]);
        using var answer = await http.PostAsync(_server.Address, body);

        // OCSPResponse with only responseStatus malformedRequest (1)
        Assert.Equal([0x30, 0x03, 0x0a, 0x01, 0x01], await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public void is_not_made_with_a_certificate_that_may_not_sign_answers()
    {
        var device = _world.Issue("SN-1");
        var issuer = Infra.Pki.Pem.Certificates(File.ReadAllText(_world.Intermediate + "/certificate.pem"))[0];
        var certificate = Infra.Pki.Pem.Certificates(File.ReadAllText(device + "/certificate.pem"))[0];
        using var key = SigningKey.FromPem(File.ReadAllText(_world.PathOf("SN-1.key")));

        var refusal = Assert.Throws<PkiException>(() => new Infra.Pki.Ocsp.OcspResponder(issuer, certificate, key, TimeSpan.FromHours(1), TimeProvider.System));

        Assert.Equal(PkiErrors.RevocationRefused, refusal.Code);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _responders.Dispose();
    }

    public void Dispose() => _world.Dispose();

    private string Ask(string device) => _world.Run("openssl", "ocsp", "-issuer", _world.Intermediate + "/certificate.pem", "-cert", device + "/certificate.pem",
        "-url", _server.Address.AbsoluteUri, "-CAfile", _world.Root + "/certificate.pem", "-verify_other", _world.Intermediate + "/certificate.pem").Output;
}
