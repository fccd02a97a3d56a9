using System.Globalization;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tests.Tools.Pki;

public sealed class Provision_pki_revoke_and_crl : IDisposable
{
    private readonly CeremonyWorld _world = new();

    [Fact]
    public void list_what_was_revoked_with_its_reason_and_a_growing_number()
    {
        var device = _world.Issue("SN-1");
        _world.Revoke(device, "cessationOfOperation");
        var serial = ToolRun.Of("pki", "inspect", device + "/certificate.pem", "--json").Json.GetProperty("items")[0].GetProperty("serialNumber").GetString();

        var lists = Enumerable.Range(0, 2).Select(_ => ToolRun.Of("pki", "crl", "--authority", _world.Intermediate, "--json").Json).ToList();

        // The ceremony signed the first.
        Assert.Equal(["2", "3"], lists.Select(list => list.GetProperty("number").GetString()));
        var shown = ToolRun.Of("pki", "inspect", _world.Intermediate + "/crl.pem", "--json").Json;
        var entry = Assert.Single(shown.GetProperty("revoked").EnumerateArray());
        Assert.Equal((serial, "CessationOfOperation"), (entry.GetProperty("serialNumber").GetString(), entry.GetProperty("reason").GetString()));
        var (content, text) = _world.Run("openssl", "crl", "-in", _world.Intermediate + "/crl.pem", "-noout", "-text", "-verify", "-CAfile", _world.Intermediate + "/certificate.pem");
        Assert.True(content, text);
        Assert.Contains("verify OK", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 CRL Number: \n                3", text, StringComparison.Ordinal);
        Assert.Contains("Cessation Of Operation", text, StringComparison.Ordinal);
    }

    [Fact]
    public void refuse_a_certificate_that_was_never_issued_here_or_is_revoked_already()
    {
        var device = _world.Issue("SN-1");
        _world.Revoke(device);

        var unknown = ToolRun.Of("pki", "revoke", "--authority", _world.Intermediate, "--serial", "0A0B", "--json");
        var twice = ToolRun.Of("pki", "revoke", "--authority", _world.Intermediate, "--certificate", device + "/certificate.pem", "--json");

        Assert.Equal((1, "certificate-unknown"), (unknown.ExitCode, unknown.Json.GetProperty("error").GetString()));
        Assert.Equal((1, "certificate-revoked"), (twice.ExitCode, twice.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public void let_a_hold_become_final()
    {
        var device = _world.Issue("SN-1");
        _world.Revoke(device, "certificateHold");

        _world.Revoke(device, "keyCompromise");

        Assert.Equal(Infra.Pki.Revocation.RevocationReason.KeyCompromise,
            Assert.Single(new AuthorityFolder(_world.Intermediate).Index.Read(), record => record.Revocation is not null).Revocation!.Reason);
    }

    [Fact]
    public void keep_records_that_openssl_s_own_responder_reads()
    {
        var device = _world.Issue("SN-1");
        _world.Revoke(device, "superseded");
        var request = _world.PathOf("request.der");
        _world.Run("openssl", "ocsp", "-issuer", _world.Intermediate + "/certificate.pem", "-cert", device + "/certificate.pem", "-reqout", request);

        var (_, text) = _world.Run("openssl", "ocsp", "-index", _world.Intermediate + "/index.txt", "-CA", _world.Intermediate + "/certificate.pem",
            "-rsigner", _world.Intermediate + "/ocsp.pem", "-rkey", _world.Intermediate + "/ocsp.key", "-reqin", request, "-text");

        Assert.Contains("Cert Status: revoked", text, StringComparison.Ordinal);
        Assert.Contains("superseded", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task lose_no_record_when_many_issue_at_once()
    {
        var index = new AuthorityFolder(_world.Intermediate).Index;
        var name = Infra.Pki.DistinguishedNames.CommonName("x");

        await Task.WhenAll(Enumerable.Range(1, 40).Select(number => Task.Run(() =>
            new CertificateIndex(_world.Intermediate + "/index.txt").Add(CertificateRecord.Of(number.ToString("X4", CultureInfo.InvariantCulture), DateTimeOffset.UtcNow, name)))));

        Assert.Equal(40 + 1, index.Read().Length); // and the OCSP signer
    }

    [Fact]
    public void name_the_line_of_a_damaged_record()
    {
        File.AppendAllText(_world.Intermediate + "/index.txt", "V\tnonsense\n");

        var run = ToolRun.Of("pki", "crl", "--authority", _world.Intermediate, "--json");

        Assert.Equal((3, "index-damaged"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Contains("line 2 of", run.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2049-12-31T23:59:59Z")]
    [InlineData("2050-01-01T00:00:00Z")]
    public void read_back_the_dates_they_wrote(string end)
    {
        var record = CertificateRecord.Of("0A", DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), Infra.Pki.DistinguishedNames.CommonName("x", country: "US"));

        Assert.Equal(record, CertificateRecord.Parse(record.ToLine()));
        Assert.Equal("/C=US/CN=x", record.Subject);
    }

    public void Dispose() => _world.Dispose();
}
