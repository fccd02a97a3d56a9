using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Tests.Pki.Lies;

/// <summary>A certificate that is signed as it stands, however wrong: what <see cref="Infra.Pki.SoftwareAuthority"/> would never sign. The defaults are sound.</summary>
internal sealed class ForgedCertificate
{
    public required X500DistinguishedName Subject { get; set; }

    public required X500DistinguishedName Issuer { get; set; }

    public required ECDsa Key { get; set; }

    public required ECDsa IssuerKey { get; set; }

    /// <summary>The issuer's subjectKeyIdentifier; null leaves authorityKeyIdentifier out.</summary>
    public required byte[]? AuthorityKeyId { get; set; }

    public required DateTimeOffset NotBefore { get; set; }

    public required DateTimeOffset NotAfter { get; set; }

    public byte[] Serial { get; set; } = [0x41, .. RandomNumberGenerator.GetBytes(19)];

    public bool IsAuthority { get; set; }

    public int? PathLength { get; set; }

    public bool HasBasicConstraints { get; set; } = true;

    public bool ConstraintsAreCritical { get; set; } = true;

    public X509KeyUsageFlags KeyUsage { get; set; }

    public string? ExtendedKeyUsage { get; set; }

    public bool IsSignedOverSha1 { get; set; }

    /// <summary>DER of nameConstraints; null for none.</summary>
    public byte[]? NameConstraints { get; set; }

    public bool HasUnknownCriticalExtension { get; set; }

    /// <summary>Turns one bit of the signature.</summary>
    public bool IsTampered { get; set; }

    public byte[] KeyId => SHA256.HashData(Key.ExportSubjectPublicKeyInfo())[..20];

    public X509Certificate2 Sign()
    {
        var request = new CertificateRequest(Subject, new PublicKey(Key), HashAlgorithmName.SHA256);
        if (HasBasicConstraints) { request.CertificateExtensions.Add(new X509BasicConstraintsExtension(IsAuthority, PathLength is not null, PathLength ?? 0, ConstraintsAreCritical)); }
        request.CertificateExtensions.Add(new X509KeyUsageExtension(KeyUsage, critical: true));
        if (ExtendedKeyUsage is not null) { request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ExtendedKeyUsage)], critical: false)); }
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(KeyId, critical: false));
        if (AuthorityKeyId is not null) { request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(AuthorityKeyId)); }
        if (NameConstraints is not null) { request.CertificateExtensions.Add(new X509Extension("2.5.29.30", NameConstraints, critical: true)); }
        if (HasUnknownCriticalExtension) { request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.55555.1", [5, 0], critical: true)); }
        var der = request.Create(Issuer, IsSignedOverSha1 ? new Sha1Signatures(IssuerKey) : X509SignatureGenerator.CreateForECDsa(IssuerKey), NotBefore, NotAfter, Serial).RawData;
        if (IsTampered) { der[^1] ^= 1; }
        return X509CertificateLoader.LoadCertificate(der);
    }

    /// <summary>ecdsa-with-SHA1 (RFC 3279 2.2.3), which the platform verifies and does not make any more.</summary>
    private sealed class Sha1Signatures(ECDsa key) : X509SignatureGenerator
    {
        protected override PublicKey BuildPublicKey() => new(key);

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => [0x30, 0x09, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];

#pragma warning disable CA5350 // weak on purpose: it is to be refused
        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);
#pragma warning restore CA5350
    }
}
