namespace Infra.Tests.Tools.Pki;

public sealed class Provision_pki_issue : IDisposable
{
    private readonly CeremonyWorld _world = new();

    [Fact]
    public void refuses_a_name_that_the_authority_s_constraints_forbid_before_anything_is_on_record_or_signed()
    {
        var before = File.ReadAllText(_world.Intermediate + "/index.txt");

        var run = ToolRun.Of("pki", "issue", "--authority", _world.Intermediate, "--csr", _world.Request("SN-1", organization: "Another"),
            "--profile", "device", "--days", "30", "--out", _world.PathOf("SN-1"), "--json");

        Assert.Equal((1, Infra.Pki.PkiErrors.LintFailed), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Contains(
            "subject 'CN=SN-1, O=Another, C=US' is not within the name constraints of 'CN=WidgIoT CA, OU=WidgIoT, O=Automatra, C=US' (permitted: 'O=Automatra, C=US'); ask for a permitted one (RFC 5280 4.2.1.10)",
            run.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_world.Intermediate + "/index.txt"));
        Assert.False(Directory.Exists(_world.PathOf("SN-1")));
    }

    [Fact]
    public void issues_what_openssl_accepts_under_the_same_constraints()
    {
        var device = _world.Issue("SN-1");

        var (content, output) = _world.Run("openssl", "verify", "-x509_strict", "-CAfile", _world.Root + "/certificate.pem", "-untrusted", _world.Intermediate + "/certificate.pem", device + "/certificate.pem");

        Assert.True(content, output);
    }

    public void Dispose() => _world.Dispose();
}
