using System.Net;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Tests.Pki;
using Infra.Tools;
using Infra.Tools.Pki;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tests.Tools.Pki;

public sealed class Provision_pki_ocsp_signer : IDisposable
{
    private readonly CeremonyWorld _world = new();

    [Fact]
    public void makes_the_next_signer_of_the_last_one_s_name_kind_and_life_with_a_key_of_its_own()
    {
        using var last = Signer(_world.Intermediate);
        var lastKey = File.ReadAllText(_world.Intermediate + "/ocsp.key");

        var run = Renew(_world.Intermediate);

        Assert.True(run.ExitCode == 0, run.Output);
        using var next = Signer(_world.Intermediate);
        Assert.Equal(last.SubjectName.RawData, next.SubjectName.RawData);
        Assert.Equal(last.NotAfter - last.NotBefore, next.NotAfter - next.NotBefore);
        Assert.Equal(last.PublicKey.Oid.Value, next.PublicKey.Oid.Value);
        Assert.NotEqual(last.PublicKey.ExportSubjectPublicKeyInfo(), next.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.NotEqual(lastKey, File.ReadAllText(_world.Intermediate + "/ocsp.key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_world.Intermediate + "/ocsp.key"));
        Assert.Equal([last.SerialNumber, next.SerialNumber], new AuthorityFolder(_world.Intermediate).Index.Read().Select(record => record.SerialNumber));
    }

    [Fact]
    public void is_accepted_by_openssl_in_strict_mode_as_a_signer_of_ocsp_answers()
    {
        Renew(_world.Intermediate, "--key", "rsa-2048", "--days", "7", "--common-name", "Another responder");

        var (content, output) = _world.Run("openssl", "verify", "-x509_strict", "-purpose", "ocsphelper", "-CAfile", _world.Root + "/certificate.pem",
            "-untrusted", _world.Intermediate + "/certificate.pem", _world.Intermediate + "/ocsp.pem");

        Assert.True(content, output);
        var text = OpenSsl.Text(File.ReadAllText(_world.Intermediate + "/ocsp.pem"));
        Assert.Contains("Subject: C = US, O = Automatra, OU = WidgIoT, CN = Another responder", text, StringComparison.Ordinal);
        Assert.Contains("OCSP No Check", text, StringComparison.Ordinal);
        Assert.Contains("Public-Key: (2048 bit)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task is_taken_up_by_a_responder_that_runs()
    {
        var device = _world.Issue("SN-1");
        var folder = new AuthorityFolder(_world.Intermediate);
        using var responders = new OcspResponders(folder, TimeSpan.FromHours(1), TimeProvider.System);
        await using var server = await OcspServer.StartAsync(folder, responders, IPAddress.Loopback, port: 0);
        Assert.Contains(SerialLine(), Ask(server, device), StringComparison.Ordinal);

        Renew(_world.Intermediate);

        var answer = Ask(server, device);
        Assert.Contains("Response verify OK", answer, StringComparison.Ordinal);
        Assert.Contains("certificate.pem: good", answer, StringComparison.Ordinal);
        Assert.Contains(SerialLine(), answer, StringComparison.Ordinal);

        // As openssl prints it of the signer's certificate, which the answer carries.
        string SerialLine() => string.Join(':', Signer(_world.Intermediate).SerialNumber.Chunk(2).Select(octet => new string(octet).ToLowerInvariant()));
    }

    [Fact]
    public async Task leaves_the_signer_in_use_while_key_and_certificate_are_of_two()
    {
        var device = _world.Issue("SN-1");
        var folder = new AuthorityFolder(_world.Intermediate);
        using var responders = new OcspResponders(folder, TimeSpan.FromHours(1), TimeProvider.System);
        await using var server = await OcspServer.StartAsync(folder, responders, IPAddress.Loopback, port: 0);
        var last = File.ReadAllText(_world.Intermediate + "/ocsp.pem");
        Renew(_world.Intermediate);

        File.WriteAllText(_world.Intermediate + "/ocsp.pem", last); // the new key beside it, as a power cut leaves them

        Assert.Contains("Response verify OK", Ask(server, device), StringComparison.Ordinal);
        var start = ToolRun.Of("pki", "ocsp", "--authority", _world.Intermediate, "--json");
        Assert.Equal((1, PkiErrors.KeyMismatch), (start.ExitCode, start.Json.GetProperty("error").GetString()));
        Assert.Equal($"provision pki ocsp-signer --authority {_world.Intermediate}", start.Json.GetProperty("hint").GetString());
        Assert.Equal(0, Renew(_world.Intermediate).ExitCode);
        using var again = new OcspResponders(folder, TimeSpan.FromHours(1), TimeProvider.System);
    }

    [Fact]
    public void is_asked_for_when_the_last_one_has_ended()
    {
        var folder = new AuthorityFolder(_world.Intermediate);
        var clock = new StoppedClock(DateTimeOffset.UtcNow.AddDays(91));

        var refusal = Assert.Throws<ToolException>(() => new OcspResponders(folder, TimeSpan.FromHours(1), clock));

        Assert.Equal("ocsp-signer-ended", refusal.Code);
        Assert.Equal($"provision pki ocsp-signer --authority {_world.Intermediate}", refusal.Hint);
    }

    [Fact]
    public void ends_the_answers_with_its_certificate()
    {
        var device = _world.Issue("SN-1");
        var request = _world.PathOf("request.der");
        _world.Run("openssl", "ocsp", "-issuer", _world.Intermediate + "/certificate.pem", "-cert", device + "/certificate.pem", "-reqout", request);
        using var signer = Signer(_world.Intermediate);
        var clock = new StoppedClock(signer.NotAfter.ToUniversalTime().AddMinutes(-10));
        using var responders = new OcspResponders(new AuthorityFolder(_world.Intermediate), TimeSpan.FromHours(1), clock);

        var before = Answer();
        clock.Now += TimeSpan.FromMinutes(11);
        var after = Answer();

        Assert.Contains($"Next Update: {signer.NotAfter.ToUniversalTime():MMM d HH:mm:ss yyyy} GMT", before.Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("trylater (3)", after, StringComparison.Ordinal);

        string Answer()
        {
            File.WriteAllBytes(_world.PathOf("answer.der"), responders.Current.Answer(File.ReadAllBytes(request), _ => new Infra.Pki.Ocsp.CertificateStatus.Good()));
            return _world.Run("openssl", "ocsp", "-respin", _world.PathOf("answer.der"), "-noverify", "-text").Output;
        }
    }

    [Fact]
    public void needs_a_name_where_the_ceremony_made_none()
    {
        var unnamed = Renew(_world.Root);
        var named = Renew(_world.Root, "--common-name", "Root responder");

        Assert.Equal((2, "ocsp-signer-unnamed"), (unnamed.ExitCode, unnamed.Json.GetProperty("error").GetString()));
        Assert.True(named.ExitCode == 0, named.Output);
        using var signer = Signer(_world.Root);
        Assert.Equal("CN=Root responder, O=Automatra, C=US", signer.Subject);
        Assert.Equal(TimeSpan.FromDays(90), signer.NotAfter - signer.NotBefore);
        using var responders = new OcspResponders(new AuthorityFolder(_world.Root), TimeSpan.FromHours(1), TimeProvider.System);
    }

    public void Dispose() => _world.Dispose();

    private static X509Certificate2 Signer(string authority) => X509Certificate2.CreateFromPem(File.ReadAllText(authority + "/ocsp.pem"));

    private static ToolRun Renew(string authority, params string[] more) => ToolRun.Of(["pki", "ocsp-signer", "--authority", authority, "--json", .. more]);

    private string Ask(OcspServer server, string device) => _world.Run("openssl", "ocsp", "-issuer", _world.Intermediate + "/certificate.pem", "-cert", device + "/certificate.pem",
        "-url", server.Address.AbsoluteUri, "-CAfile", _world.Root + "/certificate.pem", "-verify_other", _world.Intermediate + "/certificate.pem", "-text").Output;
}
