using Infra.Pki;

namespace Infra.Tests.Pki;

public sealed class A_certificate_hierarchy
{
    [Theory]
    [InlineData(KeyAlgorithm.EcP256, KeyAlgorithm.EcP256)]
    [InlineData(KeyAlgorithm.EcP384, KeyAlgorithm.Rsa2048)]
    [InlineData(KeyAlgorithm.Rsa2048, KeyAlgorithm.EcP256)]
    public void is_accepted_by_openssl_in_strict_mode_down_to_the_device(KeyAlgorithm authorities, KeyAlgorithm device)
    {
        using var pki = new TestHierarchy(authorities);
        var certificate = pki.Issuer.SignRequest(TestHierarchy.DeviceRequest("SN-0001", device), CertificateProfile.Device, pki.Days(365));

        var (content, output) = OpenSsl.Verify(pki.Root.CertificatePem, pki.Issuer.ChainPem, certificate.CertificatePem, "-purpose", "sslclient");

        Assert.True(content, output);
    }

    [Fact]
    public void says_in_each_certificate_what_it_may_do()
    {
        using var pki = new TestHierarchy();
        var device = pki.Issuer.SignRequest(
            TestHierarchy.DeviceRequest("SN-0001"), CertificateProfile.Device, pki.Days(365), new Uri("http://crl.example.com/issuer.crl"));

        Assert.Contains("CA:TRUE, pathlen:1", OpenSsl.Text(pki.Intermediate.CertificatePem), StringComparison.Ordinal);
        Assert.Contains("CA:TRUE, pathlen:0", OpenSsl.Text(pki.Issuer.CertificatePem), StringComparison.Ordinal);
        var text = OpenSsl.Text(device.CertificatePem);
        Assert.Contains("Version: 3", text, StringComparison.Ordinal);
        Assert.Contains("Basic Constraints: critical\n                CA:FALSE", text, StringComparison.Ordinal);
        Assert.Contains("Key Usage: critical\n                Digital Signature\n", text, StringComparison.Ordinal);
        Assert.Contains("TLS Web Client Authentication", text, StringComparison.Ordinal);
        Assert.Contains("URI:http://crl.example.com/issuer.crl", text, StringComparison.Ordinal);
    }

    [Fact]
    public void cannot_be_made_too_deep()
    {
        // Seed 004 gave the intermediate path length 0, and every device certificate was refused (XC-70).
        using var pki = new TestHierarchy();

        var refusal = Assert.Throws<PkiException>(() => pki.Issuer.CreateSubordinate(
            DistinguishedNames.CommonName("one too many"), CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(1)));

        Assert.Equal(PkiErrors.LintFailed, refusal.Code);
        Assert.Contains("the issuer's path length is 0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void nests_validity_even_when_a_subordinate_asks_for_more()
    {
        using var pki = new TestHierarchy();
        using var longLived = pki.Intermediate.CreateSubordinate(
            DistinguishedNames.CommonName("long"), CertificateProfile.RegionalIssuer, KeyAlgorithm.EcP256, TimeSpan.FromDays(100_000));

        Assert.Equal(pki.Intermediate.NotAfter, longLived.NotAfter);
    }

    [Fact]
    public void comes_back_from_its_files_and_goes_on_issuing()
    {
        using var pki = new TestHierarchy();
        using var restored = SoftwareAuthority.FromPem(pki.Issuer.ChainPem, pki.Issuer.ExportPrivateKeyPem(), pki.Clock);

        var certificate = restored.SignRequest(TestHierarchy.DeviceRequest("SN-0002"), CertificateProfile.Device, pki.Days(1));

        Assert.Equal(pki.Intermediate.ChainPem, restored.IssuerChainPem);
        var (content, output) = OpenSsl.Verify(pki.Root.CertificatePem, restored.ChainPem, certificate.CertificatePem);
        Assert.True(content, output);
    }

    [Fact]
    public void serves_tls_under_the_names_it_was_asked_for()
    {
        using var pki = new TestHierarchy();
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        var prepared = pki.Issuer.Prepare(CertificateProfile.TlsServer, new IssuanceRequest
        {
            Subject = DistinguishedNames.CommonName("localhost"),
            SubjectPublicKeyInfo = key.SubjectPublicKeyInfo,
            Validity = pki.Days(1),
            DnsNames = ["localhost"],
            IpAddresses = [System.Net.IPAddress.Loopback, System.Net.IPAddress.IPv6Loopback],
        });
        var certificate = pki.Issuer.Issue(prepared);

        foreach (var asked in (string[][])[["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"]])
        {
            var (content, output) = OpenSsl.Verify(pki.Root.CertificatePem, pki.Issuer.ChainPem, certificate.CertificatePem, ["-purpose", "sslserver", .. asked]);
            Assert.True(content, output);
        }

        Assert.False(OpenSsl.Verify(pki.Root.CertificatePem, pki.Issuer.ChainPem, certificate.CertificatePem, "-verify_hostname", "example.com").Content);
    }
}
