using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Pki.FreeRtos;
using Infra.Tests.Pki;
using Infra.Tests.Pki.FreeRtos;
using Infra.Tests.Support;

namespace Infra.Tests.Tools.Keys;

/// <summary>The commands of FreeRTOS's page, one after the other, on files.</summary>
public sealed class A_lab_board : IDisposable
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string Log = Repository.PathOf("Infra.Tests", "testdata", "serial-logs", "crlf.log");

    private readonly TemporaryFolder _folder = new();
    private readonly TestHierarchy _pki = new();

    public A_lab_board()
    {
        _folder.Write("ca.pem", _pki.Issuer.ChainPem);
        _folder.WritePrivate("ca.key", _pki.Issuer.ExportPrivateKeyPem());
    }

    [Fact]
    public void goes_from_its_serial_log_to_its_headers()
    {
        Assert.Equal(A_serial_log.PagesKey, Done("key", "read", Log, "--out", At("device.pub.pem")).Json.GetProperty("spkiSha256").GetString());
        var officer = Done("key", "officer", "--out", At("officer")).Json.GetProperty("spkiSha256").GetString()!;
        _folder.Write("officers.txt", $"{officer} Ada\n");
        Done("key", "request", "--thing", "lamp-1", "--device-key", At("device.pub.pem"), "--officer-key", At("officer/officer.key"), "--out", At("device.csr"));

        var issued = Issue("--days", "90").Json;
        Assert.Equal(("lamp-1", A_serial_log.PagesKey, officer, true), (issued.GetProperty("thingName").GetString(), issued.GetProperty("spkiSha256").GetString(),
            issued.GetProperty("officerSha256").GetString(), issued.GetProperty("officerNamedKey").GetBoolean()));

        // The log itself serves as the key too: what the board holds now is what counts. No private key goes into the header (XA-13), and the issuer does, not the root (XA-11).
        Done("key", "header", "--certificate", At("device.pem"), "--device-key", Log, "--issuer", At("ca.pem"), "--endpoint", "abc-ats.iot.eu-west-1.amazonaws.com", "--out", At("include"));
        var keys = CredentialKeysHeader.Read(Read("include/aws_clientcredential_keys.h"));
        Assert.Equal((Read("device.pem"), _pki.Issuer.CertificatePem, null), (keys.CertificatePem, keys.IssuerPem, keys.PrivateKeyPem));
        Assert.Equal(new CredentialHeader { Endpoint = "abc-ats.iot.eu-west-1.amazonaws.com", ThingName = "lamp-1" }, CredentialHeader.Read(Read("include/aws_clientcredential.h")));
    }

    // XA-03: version 3, with the extensions of a client; the page's command leaves all of them out.
    [Fact]
    public void gets_a_version_3_client_certificate_that_openssl_accepts_with_openssl_s_own_request()
    {
        OpenSsl.Run(_folder.Path, "genrsa", "-out", "officer.key", "2048");
        OpenSsl.Run(_folder.Path, "req", "-new", "-key", "officer.key", "-subj", "/CN=lamp-1", "-out", "device.csr");
        using var key = SigningKey.FromPem(Read("officer.key"));
        _folder.Write("officers.txt", Infra.Identity.Sha256Digest.Of(key.SubjectPublicKeyInfo.Span).ToString());
        Done("key", "read", Log, "--out", At("device.pub.pem"));

        Assert.Equal((1, FreeRtosErrors.RequestNamesNoKey), Refused(Issue));
        Assert.False(Issue("--allow-unnamed-key").Json.GetProperty("officerNamedKey").GetBoolean());

        var (content, output) = OpenSsl.Verify(_pki.Root.CertificatePem, _pki.Issuer.ChainPem, Read("device.pem"), "-purpose", "sslclient");
        Assert.True(content, output);
        var text = OpenSsl.Text(Read("device.pem"));
        Assert.All(["Version: 3 (0x2)", "CA:FALSE", "Digital Signature", "TLS Web Client Authentication", "Subject Key Identifier", "Authority Key Identifier"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains(Read("device.pub.pem").Split('\n')[1], OpenSsl.Run(_folder.Path, "x509", "-in", "device.pem", "-noout", "-pubkey").Output, StringComparison.Ordinal);
    }

    // XA-20: no certificate outlives its CA, whatever --days says.
    [Fact]
    public void gets_no_certificate_that_outlives_its_issuer()
    {
        Prepare();

        Assert.Equal(_pki.Issuer.NotAfter.UtcDateTime, Issue("--days", "3650").Json.GetProperty("notAfter").GetDateTime());
    }

    // XA-01: the officer's word stands for the board's proof, so it is on record, in its own signed form, before anything is signed.
    [Fact]
    public void is_on_the_lab_s_record_before_its_certificate_is_signed()
    {
        Prepare();

        var issued = Issue().Json;
        Assert.Equal(0, Issue("--force").ExitCode);

        var lines = File.ReadAllLines(At("ca.pem.enrolments.ndjson")).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(["thingName", "spkiSha256", "officerSha256", "serialNumber", "officerSignedAt", "notAfter"], name => Assert.Equal(issued.GetProperty(name).ToString(), lines[0].GetProperty(name).ToString()));
        Assert.Equal(Pem.Request(Read("device.csr")), lines[0].GetProperty("request").GetBytesFromBase64());
        Assert.NotEqual(lines[0].GetProperty("serialNumber").GetString(), lines[1].GetProperty("serialNumber").GetString());

        File.Delete(At("device.pem"));
        Assert.Equal((3, "file-unwritable"), Refused(_ => Issue("--log", At("no-such-folder/log"))));
        Assert.False(File.Exists(At("device.pem")));
    }

    [Fact]
    public void gets_nothing_for_a_request_that_lay_about()
    {
        Prepare();
        using var officer = SigningKey.FromPem(Read("officer/officer.key"));
        var key = Infra.Pki.FreeRtos.ConsoleKeyLog.Read(File.ReadAllText(Log)).Key;
        _folder.Write("device.csr", Pem.OfRequest(OfficerRequest.Create(officer, Infra.Identity.DeviceId.Parse("lamp-1"), key, DateTimeOffset.UtcNow.AddDays(-3))));

        Assert.Equal((1, FreeRtosErrors.RequestNotFresh), Refused(Issue));
        Assert.False(File.Exists(At("ca.pem.enrolments.ndjson")));
        Assert.Equal(0, Issue("--max-age", "100").ExitCode);
    }

    // XA-02: a signature is no permission.
    [Fact]
    public void gets_nothing_on_the_word_of_a_stranger()
    {
        Prepare();
        _folder.Write("officers.txt", new string('0', 64));
        Assert.Equal((1, FreeRtosErrors.OfficerUnknown), Refused(Issue));
        Assert.False(File.Exists(At("device.pem")));
    }

    [Fact]
    public void gets_nothing_when_the_officer_signed_for_another_key()
    {
        Prepare();
        using var other = SigningKey.Generate(KeyAlgorithm.EcP256);
        _folder.Write("device.pub.pem", System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", other.SubjectPublicKeyInfo.Span));

        Assert.Equal((1, FreeRtosErrors.OfficerSignedForAnotherKey), Refused(Issue));
    }

    // XA-12: a board that made a new key is noticed before its header is written.
    [Fact]
    public void gets_no_header_for_a_certificate_of_another_key()
    {
        Prepare();
        Issue();
        // The board was started again with the force macro left on.
        using var other = SigningKey.Generate(KeyAlgorithm.EcP256);
        _folder.Write("again.pem", System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", other.SubjectPublicKeyInfo.Span));

        var run = ToolRun.Of("key", "header", "--certificate", At("device.pem"), "--device-key", At("again.pem"), "--out", At("include"), "--json");

        Assert.Equal((1, FreeRtosErrors.CertificateOfAnotherKey), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.False(Directory.Exists(At("include")));
    }

    // XA-18, XA-19: 0600, and what C would read as syntax is escaped.
    [Fact]
    public void has_its_wifi_password_in_a_file_of_its_owner_only_and_nowhere_else()
    {
        Prepare();
        Issue();
        _folder.WritePrivate("wifi", "pass\"word\\\n");

        var run = Done("key", "header", "--certificate", At("device.pem"), "--device-key", At("device.pub.pem"), "--endpoint", "h.example",
            "--wifi-ssid", "lab", "--wifi-password-file", At("wifi"), "--out", At("include"));

        Assert.Equal(OwnersOnly, File.GetUnixFileMode(At("include/aws_clientcredential.h")));
        Assert.Equal("pass\"word\\", CredentialHeader.Read(Read("include/aws_clientcredential.h")).WifiPassword);
        Assert.DoesNotContain("word", run.Output + run.Error, StringComparison.Ordinal);
    }

    // XA-18: a private key is never readable by others.
    [Fact]
    public void that_imports_its_key_gets_it_in_a_header_of_its_owner_only_and_back_out()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        _folder.WritePrivate("private.key", key.ExportPrivateKeyPem());
        _folder.Write("device.pem", _pki.Issuer.SignRequest(CertificationRequests.Create(key, "lamp-1"), CertificateProfile.Device, _pki.Days(30)).CertificatePem);

        Done("key", "header", "--certificate", At("device.pem"), "--private-key", At("private.key"), "--out", At("include"));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(At("include/aws_clientcredential_keys.h")));

        var held = Done("key", "extract", At("include/aws_clientcredential_keys.h"), "--out", At("back"));
        Assert.Equal(("CN=lamp-1", true), (held.Json.GetProperty("subject").GetString(), held.Json.GetProperty("holdsPrivateKey").GetBoolean()));
        Assert.Equal((Read("device.pem"), Read("private.key")), (Read("back/certificate.pem"), Read("back/private.key")));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(At("back/private.key")));
    }

    // XA-14: key and certificate of the officer, as page 000 says; its commands make no certificate.
    [Fact]
    public void has_an_officer_whose_key_is_encrypted_and_certified()
    {
        Environment.SetEnvironmentVariable("A_LAB_BOARD_PASSPHRASE", "correct horse");

        var run = Done("key", "officer", "--out", At("officer"), "--passphrase-env", "A_LAB_BOARD_PASSPHRASE", "--ca-chain", At("ca.pem"), "--ca-key", At("ca.key"), "--name", "Ada");

        Assert.True(run.Json.GetProperty("encrypted").GetBoolean());
        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----", Read("officer/officer.key"), StringComparison.Ordinal);
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(At("officer/officer.key")));
        using var certificate = X509Certificate2.CreateFromPem(Read("officer/officer.pem"));
        Assert.Equal("CN=Ada", certificate.Subject);
        Assert.True(OpenSsl.Verify(_pki.Root.CertificatePem, _pki.Issuer.ChainPem, Read("officer/officer.pem")).Content);

        Done("key", "read", Log, "--out", At("device.pub.pem"));
        string[] request = ["key", "request", "--thing", "lamp-1", "--device-key", At("device.pub.pem"), "--officer-key", At("officer/officer.key"), "--out", At("device.csr")];
        Assert.Equal((1, PkiErrors.KeyLocked), Refused(more => ToolRun.Of([.. request, "--json", .. more])));
        Done([.. request, "--passphrase-env", "A_LAB_BOARD_PASSPHRASE"]);
    }

    [Fact]
    public void loses_no_key_to_a_second_officer()
    {
        Done("key", "officer", "--out", At("officer"));
        var first = Read("officer/officer.key");

        Assert.Equal((3, "file-exists"), Refused(_ => ToolRun.Of("key", "officer", "--out", At("officer"), "--json")));
        Assert.Equal(first, Read("officer/officer.key"));
    }

    [Theory]
    [InlineData("cut-short.log", 1, FreeRtosErrors.ConsoleKeyIncomplete)]
    [InlineData("two-keys.log", 1, FreeRtosErrors.ConsoleKeysDiffer)]
    [InlineData("absent.log", 3, "file-unreadable")]
    public void whose_log_is_no_good_says_why(string log, int exitCode, string code) =>
        Assert.Equal((exitCode, code), Refused(_ => ToolRun.Of("key", "read", Log.Replace("crlf.log", log, StringComparison.Ordinal), "--json")));

    [Fact]
    public void whose_log_comes_through_a_pipe_gives_plain_PEM()
    {
        var run = ToolRun.WithInput(File.ReadAllText(Log), "key", "read", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\nMFkw", run.Output, StringComparison.Ordinal);
        _folder.Write("key.pem", run.Output);
        Assert.True(OpenSsl.Run(_folder.Path, "pkey", "-pubin", "-in", "key.pem", "-pubcheck", "-noout").Content);
    }

    [Theory]
    [InlineData("key", "header", "--certificate", "x", "--out", "y")]
    [InlineData("key", "header", "--certificate", "x", "--out", "y", "--device-key", "a", "--private-key", "b")]
    [InlineData("key", "officer", "--out", "y", "--ca-chain", "x")]
    [InlineData("key", "officer", "--out", "y", "--passphrase-env", "A", "--passphrase-file", "B")]
    [InlineData("key", "request", "--thing", "not a name", "--device-key", "x", "--officer-key", "y", "--out", "z")]
    [InlineData("key", "certificate", "--csr", "x", "--device-key", "x", "--officers", "x", "--ca-chain", "x", "--ca-key", "x", "--out", "x", "--days", "4000")]
    public void is_not_served_by_a_command_line_that_makes_no_sense(params string[] args)
    {
        var run = ToolRun.Of(args);

        Assert.True(run.ExitCode == 2, run.Output + run.Error);
        Assert.StartsWith("provision: error: ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    /// <summary>Key, officer, list and request.</summary>
    private void Prepare()
    {
        Done("key", "read", Log, "--out", At("device.pub.pem"));
        _folder.Write("officers.txt", Done("key", "officer", "--out", At("officer")).Json.GetProperty("spkiSha256").GetString()!);
        Done("key", "request", "--thing", "lamp-1", "--device-key", At("device.pub.pem"), "--officer-key", At("officer/officer.key"), "--out", At("device.csr"));
    }

    private ToolRun Issue(params string[] more)
    {
        return ToolRun.Of(
        [
            "key", "certificate", "--csr", At("device.csr"), "--device-key", At("device.pub.pem"), "--officers", At("officers.txt"),
            "--ca-chain", At("ca.pem"), "--ca-key", At("ca.key"), "--out", At("device.pem"), "--json", .. more,
        ]);
    }

    private static (int, string?) Refused(Func<string[], ToolRun> run)
    {
        var refused = run([]);
        return (refused.ExitCode, refused.Json.GetProperty("error").GetString());
    }

    private static ToolRun Done(params string[] args)
    {
        var run = ToolRun.Of([.. args, "--json"]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run;
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Read(string name) => File.ReadAllText(At(name));
}
