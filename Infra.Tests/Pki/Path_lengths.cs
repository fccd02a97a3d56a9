using Infra.Pki;

namespace Infra.Tests.Pki;

/// <summary>What stands below an authority of a limited path length, as we judge it and as openssl does, which signs all of it.</summary>
public sealed class Path_lengths : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    // RFC 5280 6.1.4 (l): an authority's certificate for its own new key is no level more.
    [InlineData("Root:1", "X:0", "X:0", true)]
    [InlineData("Root:1", "X:0", "X", true)]
    [InlineData("Root:1", "X", "X", true)]
    [InlineData("Root:1", "X:0", "Y:0", false)]
    [InlineData("Root:1", "X", "Y", false)]
    [InlineData("Root:2", "X:1", "Y:0", true)]
    [InlineData("Root:2", "X:0", "Y:0", false)]
    [InlineData("Root:0", "X", "X", false)]
    [InlineData("Root", "X:0", "X:5", true)]
    public void are_counted_as_openssl_counts_them(string root, string above, string own, bool holds)
    {
        Sign(root, "root", issuer: null);
        Sign(above, "above", "root");
        Sign(own, "own", "above");
        Sign("SN-1", "device", "own", isAuthority: false);

        File.WriteAllText(At("untrusted.pem"), Read("own.pem") + Read("above.pem"));
        var (content, output) = OpenSsl.Run(_folder.Path, "verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "untrusted.pem", "device.pem");
        var refusal = Record.Exception(() => SoftwareAuthority.FromPem(Read("own.pem") + Read("above.pem") + Read("root.pem"), Read("own.key"), TimeProvider.System).Dispose());

        Assert.True(content == holds, output);
        Assert.Equal(holds ? null : PkiErrors.ChainBroken, (refusal as PkiException)?.Code);
    }

    [Fact]
    public void let_an_authority_certify_its_own_new_key_though_nothing_may_follow_it()
    {
        using var pki = new TestHierarchy(); // the issuer's path length is 0
        using var next = pki.Issuer.CreateSubordinate(pki.Issuer.Subject, CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(30));

        var device = next.SignRequest(TestHierarchy.DeviceRequest("SN-1"), CertificateProfile.Device, pki.Days(1));

        var (content, output) = OpenSsl.Verify(pki.Root.CertificatePem, next.ChainPem, device.CertificatePem);
        Assert.True(content, output);
        var refusal = Assert.Throws<PkiException>(() => pki.Issuer.CreateSubordinate(
            pki.Issuer.Subject, CertificateProfile.ProductIntermediate, KeyAlgorithm.EcP256, TimeSpan.FromDays(30)));
        Assert.Contains("path length 1 must not be greater than the issuer's 0, whose name it bears", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void are_what_the_authorities_above_leave_though_the_issuer_sets_none()
    {
        Sign("Root:1", "root", issuer: null);
        Sign("X", "own", "root");
        using var issuer = SoftwareAuthority.FromPem(Read("own.pem") + Read("root.pem"), Read("own.key"), TimeProvider.System);

        var refusal = Assert.Throws<PkiException>(() => issuer.CreateSubordinate(
            DistinguishedNames.CommonName("Y"), CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(1)));

        Assert.Contains("the issuer's path length is 0, so no authority may stand below it", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Read(string name) => File.ReadAllText(At(name));

    /// <param name="who">Common name, and path length after a colon.</param>
    /// <param name="file">The name of its files.</param>
    /// <param name="issuer">The issuer's files; null: itself.</param>
    /// <param name="isAuthority">Whether it may sign.</param>
    private void Sign(string who, string file, string? issuer, bool isAuthority = true)
    {
        var (name, length) = who.Split(':') is [var first, var second] ? (first, $",pathlen:{second}") : (who, "");
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        File.WriteAllText(At(file + ".key"), key.ExportPrivateKeyPem());
        File.WriteAllText(At(file + ".csr"), Pem.OfRequest(CertificationRequests.Create(key, name)));
        File.WriteAllText(At(file + ".ext"), isAuthority
            ? $"basicConstraints=critical,CA:TRUE{length}\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n{(issuer is null ? "" : "authorityKeyIdentifier=keyid:always\n")}"
            : "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n");
        string[] by = issuer is null ? ["-signkey", file + ".key"] : ["-CA", issuer + ".pem", "-CAkey", issuer + ".key"];
        var (content, output) = OpenSsl.Run(_folder.Path, ["x509", "-req", "-in", file + ".csr", .. by, "-days", "40", "-extfile", file + ".ext", "-out", file + ".pem"]);
        Assert.True(content, output);
    }
}
