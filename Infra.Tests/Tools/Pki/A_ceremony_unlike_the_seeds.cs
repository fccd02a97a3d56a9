using Infra.Tests.Pki;

namespace Infra.Tests.Tools.Pki;

/// <summary>What the PKI of seed 004 got wrong (facts 2C), tried on the sample ceremony. The rest of its rows are in <see cref="A_ceremony"/> and the demonstration.</summary>
public sealed class A_ceremony_unlike_the_seeds : IClassFixture<A_ceremony_unlike_the_seeds.World>
{
    private readonly CeremonyWorld _world;

    public A_ceremony_unlike_the_seeds(World world) => _world = world.Ceremony;

    // XC-72, XC-74: the OCSP step failed, since it looked for the root under an escaped name in another folder.
    [Fact]
    public void has_each_part_where_the_next_step_looks_for_it()
    {
        foreach (var folder in (string[])[_world.Root, _world.Intermediate])
        {
            Assert.All((string[])["certificate.pem", "chain.pem", "key.pem", "crl.pem", "index.txt"], name => Assert.True(File.Exists(Path.Combine(folder, name)), name));
        }

        Assert.True(_world.Run("openssl", "verify", "-x509_strict", "-purpose", "ocsphelper", "-CAfile", _world.Root + "/certificate.pem",
            "-untrusted", _world.Intermediate + "/certificate.pem", _world.Intermediate + "/ocsp.pem").Content);
    }

    // XC-76: addresses that nobody serves were advertised; what is advertised here is what the ceremony's file names, and lists and signer for it exist.
    [Fact]
    public void advertises_what_its_file_names_and_has_made()
    {
        var device = OpenSsl.Text(File.ReadAllText(_world.Issue("advertised") + "/certificate.pem"));

        Assert.Contains("OCSP - URI:http://ocsp.automatra.net/widgiot", device, StringComparison.Ordinal);
        Assert.Contains("CA Issuers - URI:http://pki.automatra.net/widgiot.crt", device, StringComparison.Ordinal);
        Assert.Contains("URI:http://pki.automatra.net/widgiot.crl", device, StringComparison.Ordinal);
        Assert.True(_world.Run("openssl", "crl", "-in", _world.Intermediate + "/crl.pem", "-CAfile", _world.Intermediate + "/certificate.pem", "-noout").Content);
    }

    // XC-77: copy_extensions = copy let a request make itself an authority.
    [Fact]
    public void gives_a_request_none_of_the_extensions_that_it_asks_for()
    {
        Assert.True(_world.Run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", _world.PathOf("greedy.key"), "-out", _world.PathOf("greedy.csr"),
            "-subj", "/C=US/O=Automatra/CN=greedy", "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign", "-addext", "subjectAltName=DNS:example.com").Content);

        var text = OpenSsl.Text(File.ReadAllText(Issue("greedy.csr", "30") + "/certificate.pem"));

        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Certificate Sign", text, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", text, StringComparison.Ordinal);
    }

    // XC-80: certificate and chain lay in one file, tab-joined.
    [Fact]
    public void writes_the_certificate_alone_and_its_chain_from_issuer_to_root()
    {
        var folder = _world.Issue("alone");

        Assert.Single(Infra.Pki.Pem.Certificates(File.ReadAllText(folder + "/certificate.pem")));
        Assert.Equal(["CN=WidgIoT CA", "CN=Automatra Root CA"], Infra.Pki.Pem.Certificates(File.ReadAllText(folder + "/chain.pem")).Select(issuer => issuer.Subject.Split(", ")[0]));
    }

    // XC-75: the intermediate outlived its root by a second.
    [Fact]
    public void ends_nothing_after_its_issuer()
    {
        _world.Run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", _world.PathOf("long.key"), "-out", _world.PathOf("long.csr"), "-subj", "/C=US/O=Automatra/CN=long");
        var issued = Infra.Pki.Pem.Certificates(File.ReadAllText(Issue("long.csr", "36500") + "/certificate.pem"))[0];
        var intermediate = Infra.Pki.Pem.Certificates(File.ReadAllText(_world.Intermediate + "/certificate.pem"))[0];
        var root = Infra.Pki.Pem.Certificates(File.ReadAllText(_world.Root + "/certificate.pem"))[0];

        Assert.Equal(intermediate.NotAfter, issued.NotAfter);
        Assert.True(intermediate.NotAfter < root.NotAfter);
    }

    // XC-73: pass:nopass stood on the command line, where every user of the machine reads it.
    [Theory]
    [InlineData("pki", "init", "x.yaml", "--out", "x", "--passphrase", "nopass")]
    [InlineData("pki", "crl", "--authority", "x", "--passphrase", "nopass")]
    public void takes_no_passphrase_from_the_command_line(params string[] args) => Assert.Equal(2, ToolRun.Of(args).ExitCode);

    private string Issue(string csr, string days)
    {
        var folder = _world.PathOf(csr + ".signed");
        var run = ToolRun.Of("pki", "issue", "--authority", _world.Intermediate, "--csr", _world.PathOf(csr), "--profile", "device", "--days", days, "--out", folder);
        Assert.True(run.ExitCode == 0, run.Error);
        return folder;
    }

    public sealed class World : IDisposable
    {
        internal CeremonyWorld Ceremony { get; } = new();

        public void Dispose() => Ceremony.Dispose();
    }
}
