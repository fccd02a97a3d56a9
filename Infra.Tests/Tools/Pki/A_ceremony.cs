using System.Security.Cryptography;
using Infra.Tests.Pki;

namespace Infra.Tests.Tools.Pki;

public sealed class A_ceremony : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void makes_authorities_that_openssl_accepts_in_strict_mode_with_their_lists()
    {
        using var world = new CeremonyWorld();

        var (content, output) = world.Run("openssl", "verify", "-x509_strict", "-crl_check_all", "-CAfile", world.Root + "/certificate.pem",
            "-untrusted", world.Intermediate + "/certificate.pem", "-CRLfile", world.Lists(), world.Intermediate + "/ocsp.pem");

        Assert.True(content, output);
        var text = OpenSsl.Text(File.ReadAllText(world.Intermediate + "/certificate.pem"));
        Assert.Contains("Basic Constraints: critical\n                CA:TRUE, pathlen:1", text, StringComparison.Ordinal);
        Assert.Contains("Name Constraints: critical\n                Permitted:\n                  DirName:C = US, O = Automatra", text, StringComparison.Ordinal);
        Assert.Contains("CA Issuers - URI:http://pki.automatra.net/root.crt", text, StringComparison.Ordinal);
        Assert.Contains("URI:http://pki.automatra.net/root.crl", text, StringComparison.Ordinal);
        Assert.Contains("OCSP No Check", OpenSsl.Text(File.ReadAllText(world.Intermediate + "/ocsp.pem")), StringComparison.Ordinal);
    }

    [Fact]
    public void prints_the_digest_of_every_file_it_made()
    {
        using var world = new CeremonyWorld();

        var printed = world.Init.Json.GetProperty("files").EnumerateArray().ToDictionary(file => file.GetProperty("path").GetString()!, file => file.GetProperty("sha256").GetString());

        var made = Directory.EnumerateFiles(world.PathOf("pki"), "*", SearchOption.AllDirectories).ToList();
        Assert.Equal(made.Order(), printed.Keys.Order());
        Assert.All(made, file => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), printed[file]));
    }

    [Fact]
    public void leaves_keys_that_only_their_owner_can_read_and_prints_none()
    {
        using var world = new CeremonyWorld();

        foreach (var key in (string[])[world.Root + "/key.pem", world.Intermediate + "/key.pem", world.Intermediate + "/ocsp.key"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
            Assert.DoesNotContain(File.ReadAllLines(key)[1], world.Init.Output + world.Init.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void encrypts_the_authorities_keys_with_a_passphrase_that_later_commands_ask_for()
    {
        var secret = _folder.WritePrivate("passphrase", "correct horse\n");
        using var world = new CeremonyWorld("--passphrase-file", secret);

        Assert.All((string[])[world.Root, world.Intermediate], folder =>
            Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----", File.ReadAllText(folder + "/key.pem"), StringComparison.Ordinal));
        var locked = ToolRun.Of("pki", "crl", "--authority", world.Root, "--json");
        Assert.Equal((1, Infra.Pki.PkiErrors.KeyLocked), (locked.ExitCode, locked.Json.GetProperty("error").GetString()));
        Assert.Equal(0, ToolRun.Of("pki", "crl", "--authority", world.Root, "--passphrase-file", secret).ExitCode);
        Assert.True(world.Run("openssl", "pkey", "-in", world.Root + "/key.pem", "-passin", "file:" + secret, "-noout").Content);
    }

    [Fact]
    public void never_replaces_what_is_there()
    {
        using var world = new CeremonyWorld();
        var key = File.ReadAllText(world.Root + "/key.pem");

        var again = ToolRun.Of("pki", "init", CeremonyWorld.Sample, "--out", world.PathOf("pki"), "--json");

        Assert.Equal((3, "file-exists"), (again.ExitCode, again.Json.GetProperty("error").GetString()));
        Assert.Equal(key, File.ReadAllText(world.Root + "/key.pem"));
    }

    [Fact]
    public void makes_rsa_authorities_too_and_needs_no_optional_part()
    {
        var run = Init("""
            root: { subject: { commonName: R }, key: rsa-2048, days: 20 }
            intermediate: { subject: { commonName: I }, key: rsa-2048, days: 20 }
            """);

        Assert.True(run.ExitCode == 0, run.Error);
        var (content, output) = OpenSsl.Verify(
            File.ReadAllText(Made("root/certificate.pem")), File.ReadAllText(Made("root/certificate.pem")), File.ReadAllText(Made("intermediate/certificate.pem")));
        Assert.True(content, output);
        Assert.DoesNotContain("Authority Information Access", OpenSsl.Text(File.ReadAllText(Made("intermediate/certificate.pem"))), StringComparison.Ordinal);
    }

    [Fact]
    public void is_told_every_fault_of_its_file_at_once_with_line_numbers()
    {
        var run = Init("""
            root:
              subject: { country: USA, commonName: R }
              key: rsa-1024
              days: 10
              pathLenght: 1
            intermediate:
              subject: { organization: X }
              key: ec-p256
              days: 20
              pathLength: 0
              urls: { ocsp: https://ocsp.example.com/ }
            """);

        Assert.Equal(1, run.ExitCode);
        Assert.False(Directory.Exists(Made("")));
        foreach (var fault in (string[])
            ["line 2: root.subject.country must be", "line 3: root.key must be one of ec-p256", "line 5: root.pathLenght is not known", "line 7: intermediate.subject.commonName is missing",
             "line 7: intermediate.days is 20, more than the root's 10", "line 7: intermediate.pathLength is 0", "line 11: intermediate.urls.ocsp must be an http URL", "has 7 faults", "[ceremony-faulty]"])
        {
            Assert.Contains(fault, run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("pathLength: 1", "pathLength: 2", "but 3 authorities stand below the root")]
    [InlineData("- { country: US, organization: Automatra }", "- { country: DE }", "do not permit 'CN=us-east-1.widgiot.automatra.net")]
    [InlineData("    mustPermit:", "    mustPermitt:", "mustPermit is missing")]
    [InlineData("  ocspSigner:", "  ocspSingers:", "promises a responder, but intermediate.ocspSigner is missing")]
    [InlineData("key: ec-p256", "key: [a]", "intermediate.ocspSigner.key must be one of")]
    [InlineData("    days: 90", "    days: 9000", "more than the 3650 of the authority itself")]
    [InlineData("root: ", "root: [", "not YAML")]
    [InlineData("intermediate: ", "---\nintermediate: ", "holds 2 documents")]
    public void is_refused_where_what_it_makes_would_never_work(string sound, string faulty, string finding)
    {
        var text = File.ReadAllText(CeremonyWorld.Sample);
        Assert.Contains(sound, text, StringComparison.Ordinal);

        var run = Init(text.Replace(sound, faulty, StringComparison.Ordinal));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(finding, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Made("")));
    }

    public void Dispose() => _folder.Dispose();

    private string Made(string name) => Path.Combine(_folder.Path, "out", name);

    private ToolRun Init(string yaml) => ToolRun.Of("pki", "init", _folder.Write("ceremony.yaml", yaml), "--out", Path.Combine(_folder.Path, "out"));
}
