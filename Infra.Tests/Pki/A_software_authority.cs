using System.Security.Cryptography.X509Certificates;
using Infra.Pki;

namespace Infra.Tests.Pki;

public sealed class A_software_authority : IDisposable
{
    private readonly TestHierarchy _pki = new();

    [Fact]
    public void issues_what_it_prepared_byte_for_byte()
    {
        var prepared = _pki.Issuer.Prepare(CertificateProfile.Device, Request("SN-1"));

        var issued = _pki.Issuer.Issue(prepared);

        Assert.True(issued.Der.Span.IndexOf(prepared.ToBeSignedDer.Span) > 0);
        using var certificate = X509CertificateLoader.LoadCertificate(issued.Der.Span);
        Assert.Equal(prepared.SerialNumber, certificate.SerialNumber);
    }

    [Fact]
    public void issues_a_prepared_certificate_only_once()
    {
        var prepared = _pki.Issuer.Prepare(CertificateProfile.Device, Request("SN-1"));
        _pki.Issuer.Issue(prepared);

        Assert.Equal(PkiErrors.NotIssuable, Assert.Throws<PkiException>(() => _pki.Issuer.Issue(prepared)).Code);
    }

    [Fact]
    public void does_not_issue_what_another_authority_prepared()
    {
        var prepared = _pki.Issuer.Prepare(CertificateProfile.Device, Request("SN-1"));

        Assert.Equal(PkiErrors.NotIssuable, Assert.Throws<PkiException>(() => _pki.Intermediate.Issue(prepared)).Code);
    }

    [Fact]
    public void refuses_a_certificate_that_would_outlive_it()
    {
        var request = Request("SN-1") with { Validity = _pki.Days(731) };

        var refusal = Assert.Throws<PkiException>(() => _pki.Issuer.Prepare(CertificateProfile.Device, request));

        Assert.Equal(PkiErrors.LintFailed, refusal.Code);
        Assert.Contains("validity ends after the issuer's", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void issues_up_to_its_own_last_second()
    {
        var request = Request("SN-1") with { Validity = _pki.Days(9999).CappedAt(_pki.Issuer.NotAfter) };

        using var certificate = X509CertificateLoader.LoadCertificate(_pki.Issuer.Issue(_pki.Issuer.Prepare(CertificateProfile.Device, request)).Der.Span);

        Assert.Equal(_pki.Issuer.NotAfter, certificate.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void refuses_to_issue_after_its_own_end()
    {
        var clock = new StoppedClock(DateTimeOffset.UtcNow);
        using var pki = new TestHierarchy(clock: clock);
        clock.Now += TimeSpan.FromDays(731);

        Assert.Equal(PkiErrors.AuthorityNotValid, Assert.Throws<PkiException>(() => pki.Issuer.Prepare(CertificateProfile.Device, Request("SN-1"))).Code);
    }

    [Fact]
    public void refuses_a_request_whose_signature_was_tampered_with()
    {
        var request = TestHierarchy.DeviceRequest("SN-1");
        request[^1] ^= 1;

        Assert.Equal(PkiErrors.RequestRefused,
            Assert.Throws<PkiException>(() => _pki.Issuer.SignRequest(request, CertificateProfile.Device, _pki.Days(1))).Code);
    }

    [Fact]
    public void takes_no_extension_over_from_a_request()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var greedy = new CertificateRequest("CN=SN-1", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        greedy.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));

        var issued = _pki.Issuer.SignRequest(greedy.CreateSigningRequest(), CertificateProfile.Device, _pki.Days(1));

        using var certificate = X509CertificateLoader.LoadCertificate(issued.Der.Span);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void refuses_a_weak_subject_key()
    {
        using var weak = System.Security.Cryptography.RSA.Create(1024);
        var request = Request("SN-1") with { SubjectPublicKeyInfo = weak.ExportSubjectPublicKeyInfo() };

        var refusal = Assert.Throws<PkiException>(() => _pki.Issuer.Prepare(CertificateProfile.Device, request));

        Assert.Contains("key is RSA of 1024 bits", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void never_repeats_a_serial_number_and_always_uses_twenty_positive_octets()
    {
        var serials = Enumerable.Range(0, 200).Select(_ => _pki.Issuer.Prepare(CertificateProfile.Device, Request("SN-1")).SerialNumber).ToList();

        Assert.Equal(serials.Count, serials.Distinct().Count());
        Assert.All(serials, serial => Assert.Matches("^[4-7][0-9A-F]{39}$", serial));
    }

    [Fact]
    public async Task issues_to_many_at_the_same_time()
    {
        var request = TestHierarchy.DeviceRequest("SN-1");

        var issued = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ =>
            Task.Run(() => _pki.Issuer.SignRequest(request, CertificateProfile.Device, _pki.Days(1)))));

        Assert.Equal(64, issued.Select(certificate => certificate.SerialNumber).Distinct().Count());
        Assert.All(issued, certificate => Assert.True(PlatformChain.IsSignedBy(certificate, _pki.Issuer)));
    }

    [Fact]
    public void is_not_made_from_a_key_that_belongs_to_another()
    {
        Assert.Equal(PkiErrors.KeyMismatch,
            Assert.Throws<PkiException>(() => SoftwareAuthority.FromPem(_pki.Issuer.ChainPem, _pki.Root.ExportPrivateKeyPem(), _pki.Clock)).Code);
    }

    [Fact]
    public void is_not_made_from_a_device_certificate()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        var device = _pki.Issuer.SignRequest(CertificationRequests.Create(key, "SN-1"), CertificateProfile.Device, _pki.Days(1));

        Assert.Equal(PkiErrors.NotAnAuthority,
            Assert.Throws<PkiException>(() => SoftwareAuthority.FromPem(device.ChainPem, key.ExportPrivateKeyPem(), _pki.Clock)).Code);
    }

    [Fact]
    public void is_not_made_from_a_chain_with_a_link_missing()
    {
        var refusal = Assert.Throws<PkiException>(() =>
            SoftwareAuthority.FromPem(_pki.Issuer.CertificatePem + _pki.Root.CertificatePem, _pki.Issuer.ExportPrivateKeyPem(), _pki.Clock));

        Assert.Equal(PkiErrors.ChainBroken, refusal.Code);
    }

    public void Dispose() => _pki.Dispose();

    private IssuanceRequest Request(string deviceId)
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        return new IssuanceRequest
        {
            Subject = DistinguishedNames.CommonName(deviceId),
            SubjectPublicKeyInfo = key.SubjectPublicKeyInfo,
            Validity = _pki.Days(1),
        };
    }
}

internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A signature check with the platform alone, for tests that make many.</summary>
internal static class PlatformChain
{
    public static bool IsSignedBy(IssuedCertificate issued, SoftwareAuthority issuer)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(issued.Der.Span);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(Infra.Pki.Pem.Certificates(issuer.ChainPem)[^1]);
        chain.ChainPolicy.ExtraStore.AddRange(Infra.Pki.Pem.Certificates(issuer.ChainPem).ToArray());
        return chain.Build(certificate);
    }
}
