using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Pki.Ocsp;
using Infra.Pki.Revocation;
using Infra.Tests.Local.Iot;

namespace Infra.Tests.Pki.Lies;

/// <summary>Revocation lists and OCSP answers about a revoked device that say something else: which of it is noticed.</summary>
public sealed class A_lying_revocation : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly TemporaryFolder _folder = new();
    private readonly TestHierarchy _pki = new();
    private readonly LyingAuthority _authority = new(Now);
    private readonly LyingChain _honest;

    public A_lying_revocation() => _honest = _authority.Tell(new Lie());

    public void Dispose()
    {
        _authority.Dispose();
        _pki.Dispose();
        _folder.Dispose();
    }

    // That somebody who may sign lists leaves a device out is a lie that nobody can notice: so the authority's record is what lists are made from.
    [Theory]
    [InlineData("honest", "is revoked since", "certificate revoked")]
    [InlineData("ended", "ended at", "CRL has expired")]
    [InlineData("of next week", "starts at", "CRL is not yet valid")]
    [InlineData("signed by another", "no revocation list of", "CRL signature failure")]
    [InlineData("of another issuer", "no revocation list of", "unable to get certificate CRL")]
    [InlineData("without the device", "", "OK")]
    public void is_noticed_in_a_list(string lie, string objection, string openssl)
    {
        var list = List(lie);

        var found = ChainCheck.Objections(_honest.Device, [_honest.Issuer, _honest.Intermediate], _honest.Root, [list, .. OthersLists()], TimeProvider.System);

        Assert.Contains(objection, string.Concat(found), StringComparison.Ordinal);
        Assert.Equal(objection.Length == 0, found.Count == 0);
        _folder.Write("root.pem", Pem.OfCertificate(_honest.Root.RawData));
        _folder.Write("issuers.pem", _honest.IssuersPem);
        _folder.Write("device.pem", Pem.OfCertificate(_honest.Device.RawData));
        _folder.Write("list.pem", list.PemText);
        Assert.Contains(openssl, Programs.Run(_folder.Path, "openssl", "verify", "-crl_check", "-CAfile", "root.pem", "-untrusted", "issuers.pem", "-CRLfile", "list.pem", "device.pem").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void is_noticed_where_an_older_list_is_shown_beside_the_newest()
    {
        var found = ChainCheck.Objections(
            _honest.Device, [_honest.Issuer, _honest.Intermediate], _honest.Root, [List("without the device"), List("honest", number: 9), .. OthersLists()], TimeProvider.System);

        Assert.Contains("is revoked since", Assert.Single(found), StringComparison.Ordinal);
    }

    // Nothing of this project asks a responder: AWS IoT does not, and devices do not. OpenSSL stands for whoever does.
    [Theory]
    [InlineData("honest", "Response verify OK", "good")]
    [InlineData("with another nonce", "Nonce Verify error", "")]
    [InlineData("of yesterday", "Status times invalid", "")]
    [InlineData("of another authority of the same name", "Response Verify Failure", "")]
    [InlineData("about another device", "No Status found", "")]
    public void is_noticed_in_an_answer(string lie, string openssl, string status)
    {
        var device = _pki.Issuer.SignRequest(TestHierarchy.DeviceRequest("SN-1"), CertificateProfile.Device, _pki.Days(30));
        var other = _pki.Issuer.SignRequest(TestHierarchy.DeviceRequest("SN-2"), CertificateProfile.Device, _pki.Days(30));
        _folder.Write("issuer.pem", _pki.Issuer.CertificatePem);
        _folder.Write("device.pem", device.CertificatePem);
        _folder.Write("other.pem", other.CertificatePem);
        _folder.Write("chain.pem", _pki.Issuer.ChainPem);
        Ask("device.pem", "request.der");
        Ask(lie == "about another device" ? "other.pem" : "device.pem", "asked.der");
        using var impostor = new TestHierarchy();
        var signer = lie == "of another authority of the same name" ? impostor : _pki;
        using var responder = Responder(signer, lie == "of yesterday" ? new ManualClock(Now.AddDays(-1)) : TimeProvider.System);
        var asked = File.ReadAllBytes(Path.Combine(_folder.Path, lie == "with another nonce" || lie == "about another device" ? "asked.der" : "request.der"));
        File.WriteAllBytes(Path.Combine(_folder.Path, "answer.der"), responder.Answer(asked, _ => new CertificateStatus.Good()));

        // OpenSSL compares nonces with the request that it is given, and status with the certificate: one of them at a time.
        string[] question = lie == "with another nonce" ? ["-reqin", "request.der"] : ["-no_nonce", "-issuer", "issuer.pem", "-cert", "device.pem"];
        var (_, output) = Programs.Run(_folder.Path, "openssl", ["ocsp", .. question, "-respin", "answer.der", "-CAfile", "chain.pem", "-verify_other", "issuer.pem"]);

        Assert.Contains(openssl, output, StringComparison.Ordinal);
        Assert.Contains(status, output, StringComparison.Ordinal);
    }

    private void Ask(string certificate, string request) =>
        Programs.Run(_folder.Path, "openssl", "ocsp", "-issuer", "issuer.pem", "-cert", certificate, "-reqout", request);

    private static OcspResponder Responder(TestHierarchy pki, TimeProvider clock)
    {
        var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        var signer = pki.Issuer.SignRequest(CertificationRequests.Create(key, "responder"), CertificateProfile.OcspSigner, pki.Days(30));
        return new(Pem.Certificates(pki.Issuer.CertificatePem)[0], Pem.Certificates(signer.CertificatePem)[0], key, TimeSpan.FromHours(1), clock);
    }

    private RevocationList List(string lie, int number = 1)
    {
        var builder = new CertificateRevocationListBuilder();
        if (lie != "without the device") { builder.AddEntry(_honest.Device, Now.AddHours(-1)); }
        using var another = LyingAuthority.NewKey();
        var start = lie switch { "ended" => Now.AddDays(-9), "of next week" => Now.AddDays(7), _ => Now.AddHours(-1) };
        return RevocationList.Read(builder.Build(
            lie == "of another issuer" ? new X500DistinguishedName("CN=Somebody") : _honest.Issuer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(lie is "signed by another" or "of another issuer" ? another : _authority.IssuerKey),
            number, start.AddDays(8), HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_honest.Issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false), start));
    }

    /// <summary>The intermediate's and the root's lists, which are honest and empty.</summary>
    private ImmutableArray<RevocationList> OthersLists() => _authority.HonestLists(_honest);
}
