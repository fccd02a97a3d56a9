using Infra.Tests.Support;

namespace Infra.Tests.Tools.Pki;

/// <summary>Four implementations that share no code with ours judge a good, a revoked and an out-of-constraints device of the sample ceremony.</summary>
public sealed class Independent_judges : IClassFixture<Independent_judges.Devices>
{
    private readonly Devices _devices;

    public Independent_judges(Devices devices) => _devices = devices;

    [Theory]
    [InlineData("openssl", "good", true, "OK")]
    [InlineData("openssl", "revoked", false, "certificate revoked")]
    [InlineData("openssl", "outside", false, "permitted subtree violation")]
    [InlineData("gnutls", "good", true, "Verified.")]
    [InlineData("gnutls", "revoked", false, "chain is revoked")]
    [InlineData("nss", "good", true, "Chain is good!")]
    [InlineData("nss", "revoked", false, "has been revoked")]
    [InlineData("nss", "outside", false, "Chain is bad!")]
    [InlineData("pkijs", "good", true, "\"result\":true")]
    [InlineData("pkijs", "revoked", false, "had been revoked")]
    [InlineData("pkijs", "outside", false, "name constraint")]
    [InlineData("provision", "good", true, "holds: CN=good")]
    [InlineData("provision", "revoked", false, "is revoked since")]
    [InlineData("provision", "outside", false, "refused: CN=outside")]
    public void agree_on_each_device(string judge, string device, bool content, string says)
    {
        // GnuTLS does not check directory names, so its row is missing.
        var (accepted, output) = _devices.Judge(judge, device);

        Assert.True(content == accepted, $"{judge}: {output}");
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    public sealed class Devices : IDisposable
    {
        private readonly CeremonyWorld _world = new();
        private readonly string _lists;

        public Devices()
        {
            _world.Issue("good");
            _world.Revoke(_world.Issue("revoked"));
            _world.IssueUnchecked("outside", organization: "Another");
            _lists = _world.Lists();
            FillNss();
        }

        internal (bool Accepted, string Output) Judge(string judge, string device)
        {
            var certificate = _world.PathOf($"{device}/certificate.pem");
            var root = _world.Root + "/certificate.pem";
            var intermediate = _world.Intermediate + "/certificate.pem";
            switch (judge)
            {
                case "openssl":
                    return _world.Run("openssl", "verify", "-x509_strict", "-crl_check_all", "-purpose", "sslclient", "-CAfile", root, "-untrusted", intermediate, "-CRLfile", _lists, certificate);
                case "gnutls":
                    var path = _world.Write(device + "-path.pem", File.ReadAllText(certificate) + File.ReadAllText(intermediate));
                    return _world.Run("certtool", "--verify", "--load-ca-certificate", root, "--load-crl", _lists, "--infile", path);
                case "nss":
                    return _world.Run("vfychain", "-d", "sql:nss", "-pp", "-u", "0",
                        "-g", "leaf", "-m", "crl", "-s", "requireInfo", "-g", "chain", "-m", "crl", "-s", "requireInfo", "-a", certificate, "-a", intermediate);
                case "pkijs":
                    var (_, output) = _world.Run("node", Repository.PathOf("Infra.Tests", "node", "judges", "pkijs.mjs"), root, intermediate, _lists, certificate);
                    return (output.Contains("\"result\":true", StringComparison.Ordinal), output);
                default:
                    var run = ToolRun.Of("pki", "verify", certificate, "--root", root, "--chain", intermediate, "--crl", _world.Root + "/crl.pem", "--crl", _world.Intermediate + "/crl.pem");
                    return (run.ExitCode == 0, run.Output + run.Error);
            }
        }

        public void Dispose() => _world.Dispose();

        private void FillNss()
        {
            Directory.CreateDirectory(_world.PathOf("nss"));
            Must("certutil", "-N", "-d", "sql:nss", "--empty-password");
            Must("certutil", "-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,C", "-i", _world.Root + "/certificate.pem");
            Must("certutil", "-A", "-d", "sql:nss", "-n", "intermediate", "-t", ",,", "-i", _world.Intermediate + "/certificate.pem");
            foreach (var authority in (string[])[_world.Root, _world.Intermediate])
            {
                var der = _world.PathOf(Path.GetFileName(authority) + ".crl");
                Must("openssl", "crl", "-in", authority + "/crl.pem", "-outform", "DER", "-out", der);
                Must("crlutil", "-I", "-d", "sql:nss", "-i", der, "-t", "1");
            }
        }

        private void Must(string program, params string[] arguments)
        {
            var (content, output) = _world.Run(program, arguments);
            Assert.True(content, $"{program}: {output}");
        }
    }
}
