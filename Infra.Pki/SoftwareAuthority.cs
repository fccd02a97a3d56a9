using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki.Linting;
using Infra.Pki.Linting.RevocationLists;
using Infra.Pki.Revocation;

namespace Infra.Pki;

/// <summary>
/// A certificate authority whose key is in this process: the offline root and product intermediate of a run, the emulated ACM PCA,
/// the parent of a development stack. Issuing is two steps, so that nothing is signed that no lint has seen:
/// <see cref="Prepare(CertificateProfile, IssuanceRequest)"/> builds and lints the exact bytes, <see cref="Issue(PreparedCertificate)"/> signs them, once.
/// </summary>
public sealed class SoftwareAuthority : IDisposable
{
    private readonly SigningKey _key;
    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _clock;

    private SoftwareAuthority(SigningKey key, X509Certificate2 certificate, string chainPem, TimeProvider clock)
    {
        _key = key;
        _certificate = certificate;
        _clock = clock;
        ChainPem = chainPem;
        CertificatePem = Pem.OfCertificate(certificate.RawData);
        Facts = IssuerFacts.Of(Pem.Certificates(chainPem).AsSpan());
    }

    /// <summary>The authority's own certificate.</summary>
    public string CertificatePem { get; }

    /// <summary>Its own certificate, then its issuers up to and including the root: what a certificate issued here is sent with.</summary>
    public string ChainPem { get; }

    /// <summary>Parent first, root last, without its own certificate: what ACM PCA takes as chain. Empty for a root.</summary>
    public string IssuerChainPem => ChainPem[CertificatePem.Length..];

    public X500DistinguishedName Subject => _certificate.SubjectName;

    /// <summary>Nothing issued here may outlive this.</summary>
    public DateTimeOffset NotAfter => _certificate.NotAfter.ToUniversalTime();

    public KeyAlgorithm KeyAlgorithm => _key.Algorithm;

    internal IssuerFacts Facts { get; }

    /// <summary>A self-signed root.</summary>
    public static SoftwareAuthority CreateRoot(X500DistinguishedName subject, KeyAlgorithm keyAlgorithm, TimeSpan life, TimeProvider clock) =>
        CreateRoot(subject, CertificateProfile.Root, keyAlgorithm, ValidityPeriod.FromNow(clock, life), clock);

    /// <summary>A self-signed root of another profile, for example with a path length.</summary>
    public static SoftwareAuthority CreateRoot(
        X500DistinguishedName subject, CertificateProfile profile, KeyAlgorithm keyAlgorithm, ValidityPeriod validity, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(profile);
        var key = SigningKey.Generate(keyAlgorithm);
        var request = new IssuanceRequest { Subject = subject, SubjectPublicKeyInfo = key.SubjectPublicKeyInfo, Validity = validity };
        var toBeSigned = CertificateAssembly.ToBeSigned(
            profile, request, CertificateAssembly.NewSerialNumber(), subject.RawData, issuerKeyId: null, key.SignatureAlgorithm);
        CertificateLints.Require(toBeSigned, issuer: null);
        var der = CertificateAssembly.Signed(toBeSigned, key.SignatureAlgorithm, key.Sign(toBeSigned));
        return new SoftwareAuthority(key, X509CertificateLoader.LoadCertificate(der), Pem.OfCertificate(der), clock);
    }

    /// <summary>An authority from its files: own certificate first, root last, and the private key of the first.</summary>
    public static SoftwareAuthority FromPem(string chainPem, string privateKeyPem, TimeProvider clock, string? passphrase = null)
    {
        var key = SigningKey.FromPem(privateKeyPem, passphrase);
        try
        {
            return FromChain(Pem.Certificates(chainPem), key, clock);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>A new key and a certificate for it from this authority, as an authority below it.</summary>
    public SoftwareAuthority CreateSubordinate(
        X500DistinguishedName subject, CertificateProfile profile, KeyAlgorithm keyAlgorithm, TimeSpan life, Uri? crlDistributionPoint = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var pending = new PendingAuthority(subject, keyAlgorithm);
        var certificate = SignRequest(pending.RequestDer, profile, ValidityPeriod.FromNow(_clock, life).CappedAt(NotAfter), crlDistributionPoint);
        return pending.Activate(certificate.CertificatePem, certificate.IssuerChainPem, _clock);
    }

    /// <summary>Builds the certificate, holds it against every lint, signs nothing.</summary>
    /// <exception cref="PkiException">A lint failed, or the authority's own certificate does not hold now.</exception>
    public PreparedCertificate Prepare(CertificateProfile profile, IssuanceRequest request)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(request);
        RequireValidNow();
        var serial = CertificateAssembly.NewSerialNumber();
        var toBeSigned = CertificateAssembly.ToBeSigned(
            profile, request, serial, _certificate.SubjectName.RawData, [.. Facts.KeyIdentifier], _key.SignatureAlgorithm);
        CertificateLints.Require(toBeSigned, Facts);
        return new PreparedCertificate(this, toBeSigned, Convert.ToHexString(serial));
    }

    /// <summary>Signs what this authority prepared. A second call for the same certificate is refused.</summary>
    public IssuedCertificate Issue(PreparedCertificate prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        if (!ReferenceEquals(prepared.Issuer, this))
        {
            throw new PkiException(PkiErrors.NotIssuable,
                $"certificate {prepared.SerialNumber} was prepared by '{prepared.Issuer.Subject.Name}', not by '{Subject.Name}'; issue it there");
        }

        if (!prepared.Redeem())
        {
            throw new PkiException(PkiErrors.NotIssuable, $"certificate {prepared.SerialNumber} is issued already; prepare a new one");
        }

        var der = CertificateAssembly.Signed(prepared.ToBeSigned, _key.SignatureAlgorithm, _key.Sign(prepared.ToBeSigned));
        return new IssuedCertificate(der, prepared.SerialNumber, ChainPem);
    }

    /// <summary>Prepares and issues for a PKCS#10 request: its subject and key, none of the extensions it asks for.</summary>
    public IssuedCertificate SignRequest(
        ReadOnlyMemory<byte> requestDer, CertificateProfile profile, ValidityPeriod validity, Uri? crlDistributionPoint = null, Uri? ocspResponder = null)
    {
        var request = CertificationRequests.Verify(requestDer);
        return Issue(Prepare(profile, new IssuanceRequest
        {
            Subject = request.Subject,
            SubjectPublicKeyInfo = request.SubjectPublicKeyInfo,
            Validity = validity,
            CrlDistributionPoint = crlDistributionPoint,
            OcspResponder = ocspResponder,
        }));
    }

    /// <summary>Builds the revocation list, holds it against every lint, signs nothing.</summary>
    public PreparedRevocationList Prepare(RevocationListRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireValidNow();
        var toBeSigned = RevocationListAssembly.ToBeSigned(
            request, _certificate.SubjectName.RawData, Facts.KeyIdentifier.AsSpan(), _key.SignatureAlgorithm.GetDerEncoded());
        RevocationListLints.Require(toBeSigned, Facts);
        return new PreparedRevocationList(this, toBeSigned);
    }

    /// <summary>Signs the list that this authority prepared. A second call for the same list is refused.</summary>
    public RevocationList Issue(PreparedRevocationList prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        if (!ReferenceEquals(prepared.Issuer, this) || !prepared.Redeem())
        {
            throw new PkiException(PkiErrors.NotIssuable, $"the revocation list was prepared by another authority than '{Subject.Name}', or is issued already; prepare a new one");
        }

        return RevocationList.Read(
            RevocationListAssembly.Signed(prepared.ToBeSigned, _key.SignatureAlgorithm.GetDerEncoded(), _key.Sign(prepared.ToBeSigned)));
    }

    /// <summary>PKCS#8 PEM of the authority's key: for files that only the operator may read, and for Pulumi secrets.</summary>
    public string ExportPrivateKeyPem() => _key.ExportPrivateKeyPem();

    /// <summary>The same, encrypted: what a ceremony leaves on disk.</summary>
    public string ExportEncryptedPrivateKeyPem(string passphrase) => _key.ExportEncryptedPrivateKeyPem(passphrase);

    public void Dispose()
    {
        _key.Dispose();
        _certificate.Dispose();
    }

    /// <summary>Takes the key over once everything about the chain is right.</summary>
    internal static SoftwareAuthority FromChain(ImmutableArray<X509Certificate2> chain, SigningKey key, TimeProvider clock)
    {
        var own = chain[0];
        if (!own.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.SubjectPublicKeyInfo.Span))
        {
            throw new PkiException(PkiErrors.KeyMismatch,
                $"the private key does not belong to certificate '{own.Subject}'; give the key that its request was made with, and its own certificate first");
        }

        AuthorityChain.Require(chain, clock);
        return new SoftwareAuthority(key, own, string.Concat(chain.Select(certificate => Pem.OfCertificate(certificate.RawData))), clock);
    }

    private void RequireValidNow()
    {
        var now = _clock.GetUtcNow();
        if (now < _certificate.NotBefore.ToUniversalTime() || now > NotAfter)
        {
            throw new PkiException(PkiErrors.AuthorityNotValid,
                $"authority '{Subject.Name}' is valid from {_certificate.NotBefore.ToUniversalTime():u} to {NotAfter:u}, not now ({now:u}); renew it first");
        }
    }
}
