using Infra.Pki;
using Infra.Tests.Pki;

namespace Infra.Tests.Tools;

public sealed class Provision_pki_sign : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestHierarchy _pki = new();
    private readonly PendingAuthority _pending = new(DistinguishedNames.CommonName("eu-west-1.widgiot"), KeyAlgorithm.EcP256);
    private readonly string _out;

    public Provision_pki_sign()
    {
        _out = Path.Combine(_folder.Path, "signed");
        _folder.Write("ca.csr", _pending.RequestPem);
        _folder.Write("parent.pem", _pki.Intermediate.ChainPem);
        _folder.WritePrivate("parent.key", _pki.Intermediate.ExportPrivateKeyPem());
    }

    [Fact]
    public void writes_a_certificate_and_chain_that_activate_the_ca()
    {
        var run = Sign("--json");

        Assert.Equal(0, run.ExitCode);
        using var authority = _pending.Activate(Written("certificate.pem"), Written("chain.pem"), TimeProvider.System);
        Assert.Equal(_pki.Intermediate.ChainPem, Written("chain.pem"));
        Assert.Equal(Path.Combine(_out, "certificate.pem"), run.Json.GetProperty("certificatePath").GetString());
    }

    [Fact]
    public void overwrites_nothing_unless_forced()
    {
        Sign();
        var first = Written("certificate.pem");

        var refused = Sign();
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("[file-exists]", refused.Error, StringComparison.Ordinal);
        Assert.Equal(first, Written("certificate.pem"));

        Assert.Equal(0, Sign("--force").ExitCode);
        Assert.NotEqual(first, Written("certificate.pem"));
    }

    [Fact]
    public void writes_neither_file_when_one_is_in_the_way()
    {
        Directory.CreateDirectory(_out);
        File.WriteAllText(Path.Combine(_out, "chain.pem"), "mine");

        Assert.Equal(3, Sign().ExitCode);

        Assert.Equal(["chain.pem"], Directory.EnumerateFiles(_out).Select(Path.GetFileName));
        Assert.Equal("mine", Written("chain.pem"));
    }

    [Fact]
    public void refuses_a_key_file_that_others_can_read()
    {
        PrivateFiles.SetMode(Path.Combine(_folder.Path, "parent.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);

        var run = Sign();

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("(mode 440) [key-file-not-private]", run.Error, StringComparison.Ordinal);
        Assert.Contains("provision: hint: chmod 600", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_out));
    }

    [Fact]
    public void refuses_a_parent_without_room_below_and_a_key_of_another()
    {
        _folder.Write("parent.pem", _pki.Issuer.ChainPem);
        var mismatch = Sign("--json");
        _folder.WritePrivate("parent.key", _pki.Issuer.ExportPrivateKeyPem());
        var noRoom = Sign("--json");

        Assert.Equal((1, PkiErrors.KeyMismatch), (mismatch.ExitCode, mismatch.Json.GetProperty("error").GetString()));
        Assert.Equal((1, PkiErrors.LintFailed), (noRoom.ExitCode, noRoom.Json.GetProperty("error").GetString()));
        Assert.False(Directory.Exists(_out));
    }

    [Fact]
    public void never_prints_the_key()
    {
        var material = _pki.Intermediate.ExportPrivateKeyPem().Split('\n')[1];

        foreach (var run in new[] { Sign(), Sign("--json"), Sign("--force", "--json") })
        {
            Assert.DoesNotContain(material, run.Output + run.Error, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    private ToolRun Sign(params string[] more) => ToolRun.Of(
    [
        "pki", "sign", "--csr", Path.Combine(_folder.Path, "ca.csr"), "--parent-chain", Path.Combine(_folder.Path, "parent.pem"),
        "--parent-key", Path.Combine(_folder.Path, "parent.key"), "--out", _out, "--days", "365", .. more,
    ]);

    private string Written(string name) => File.ReadAllText(Path.Combine(_out, name));
}
