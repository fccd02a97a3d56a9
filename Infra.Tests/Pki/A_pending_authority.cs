using Infra.Pki;

namespace Infra.Tests.Pki;

public sealed class A_pending_authority : IDisposable
{
    private readonly TestHierarchy _pki = new();
    private readonly PendingAuthority _pending = new(DistinguishedNames.CommonName("eu-west-1.widgiot", organization: "Automatra"), KeyAlgorithm.Rsa2048);

    [Fact]
    public void asks_for_its_certificate_in_words_that_openssl_understands()
    {
        using var folder = new TemporaryFolder();
        folder.Write("request.pem", _pending.RequestPem);

        var (content, output) = OpenSsl.Run(folder.Path, "req", "-in", "request.pem", "-noout", "-verify", "-subject", "-nameopt", "RFC2253");

        Assert.True(content, output);
        Assert.Contains("CN=eu-west-1.widgiot,O=Automatra", output, StringComparison.Ordinal);
        Assert.Contains("verify OK", output, StringComparison.Ordinal);
    }

    [Fact]
    public void issues_once_its_certificate_came_back()
    {
        using var authority = _pending.Activate(Signed().CertificatePem, _pki.Intermediate.ChainPem, _pki.Clock);

        var device = authority.SignRequest(TestHierarchy.DeviceRequest("SN-1"), CertificateProfile.Device, _pki.Days(1));

        var (content, output) = OpenSsl.Verify(_pki.Root.CertificatePem, authority.ChainPem, device.CertificatePem);
        Assert.True(content, output);
    }

    [Fact]
    public void refuses_a_certificate_for_another_key() => Refused(PkiErrors.KeyMismatch, _pki.Issuer.CertificatePem, _pki.Intermediate.ChainPem);

    [Fact]
    public void refuses_a_chain_that_does_not_reach_it() => Refused(PkiErrors.ChainBroken, Signed().CertificatePem, _pki.Root.ChainPem);

    [Fact]
    public void refuses_a_chain_from_root_to_parent() =>
        Refused(PkiErrors.ChainBroken, Signed().CertificatePem, _pki.Root.CertificatePem + _pki.Intermediate.CertificatePem);

    [Fact]
    public void refuses_a_chain_that_stops_short_of_the_root() =>
        Refused(PkiErrors.ChainBroken, Signed().CertificatePem, _pki.Intermediate.CertificatePem);

    [Fact]
    public void refuses_a_certificate_that_is_no_authority() =>
        Refused(PkiErrors.NotAnAuthority,
            _pki.Intermediate.SignRequest(_pending.RequestDer, CertificateProfile.Device, _pki.Days(1)).CertificatePem, _pki.Intermediate.ChainPem);

    [Fact]
    public void refuses_text_that_is_no_certificate() => Refused(PkiErrors.MalformedPem, "hello", _pki.Intermediate.ChainPem);

    public void Dispose() => _pki.Dispose();

    private IssuedCertificate Signed() => _pki.Intermediate.SignRequest(_pending.RequestDer, CertificateProfile.RegionalIssuer, _pki.Days(30));

    private void Refused(string code, string certificatePem, string chainPem)
    {
        Assert.Equal(code, Assert.Throws<PkiException>(() => _pending.Activate(certificatePem, chainPem, _pki.Clock)).Code);
        // and is none the worse for it
        using var authority = _pending.Activate(Signed().CertificatePem, _pki.Intermediate.ChainPem, _pki.Clock);
    }
}
