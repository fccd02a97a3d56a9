using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;

namespace Infra.Pki;

/// <summary>Builds the TBSCertificate of RFC 5280 4.1 and puts the signed certificate together.</summary>
internal static class CertificateAssembly
{
    /// <summary>
    /// DER of what is to be signed. The issuer's name is taken over byte by byte: a re-encoded one breaks the chain (RFC 5280 4.1.2.4).
    /// The issuer's key identifier is none for a root, where it would say nothing (RFC 5280 4.2.1.1).
    /// </summary>
    public static byte[] ToBeSigned(
        CertificateProfile profile, IssuanceRequest request, byte[] serial, byte[] issuerName, byte[]? issuerKeyId, AlgorithmIdentifier signature)
    {
        var tbs = new V3TbsCertificateGenerator();
        tbs.SetSerialNumber(new DerInteger(new BigInteger(1, serial)));
        tbs.SetSignature(signature);
        tbs.SetIssuer(X509Name.GetInstance(Asn1Object.FromByteArray(issuerName)));
        tbs.SetStartDate(new Time(request.Validity.NotBefore.UtcDateTime));
        tbs.SetEndDate(new Time(request.Validity.NotAfter.UtcDateTime));
        tbs.SetSubject(X509Name.GetInstance(Asn1Object.FromByteArray(request.Subject.RawData)));
        tbs.SetSubjectPublicKeyInfo(SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(request.SubjectPublicKeyInfo.ToArray())));
        tbs.SetExtensions(Extensions(profile, request, KeyIdentifier(request.SubjectPublicKeyInfo.Span), issuerKeyId));
        return tbs.GenerateTbsCertificate().GetDerEncoded();
    }

    /// <summary>DER of the certificate.</summary>
    public static byte[] Signed(byte[] toBeSigned, AlgorithmIdentifier algorithm, byte[] signature) =>
        new DerSequence(Asn1Object.FromByteArray(toBeSigned), algorithm, new DerBitString(signature)).GetDerEncoded();

    /// <summary>
    /// A new serial number of 20 octets, the most that RFC 5280 4.1.2.2 allows. The top bit is clear, so it is positive; the next
    /// is set, so it never shortens; 158 bits are random, where CA/Browser Forum BR 7.1 asks for 64.
    /// </summary>
    public static byte[] NewSerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(20);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }

    private static X509Extensions Extensions(CertificateProfile profile, IssuanceRequest request, byte[] keyId, byte[]? issuerKeyId)
    {
        var extensions = new X509ExtensionsGenerator();
        extensions.AddExtension(X509Extensions.BasicConstraints, true, profile switch
        {
            { IsAuthority: true, PathLength: { } pathLength } => new BasicConstraints(pathLength),
            _ => new BasicConstraints(profile.IsAuthority),
        });
        extensions.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(Bits(profile.KeyUsage)));
        if (profile.ExtendedKeyUsage is { IsEmpty: false } purposes)
        {
            extensions.AddExtension(X509Extensions.ExtendedKeyUsage, false,
                new DerSequence(purposes.Select(Asn1Encodable (oid) => new DerObjectIdentifier(oid)).ToArray()));
        }

        extensions.AddExtension(X509Extensions.SubjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId));
        if (issuerKeyId is not null)
        {
            extensions.AddExtension(X509Extensions.AuthorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerKeyId));
        }

        AddWhereabouts(extensions, request);
        if (profile.NameConstraints is { } constraints)
        {
            // Critical, as RFC 5280 4.2.1.10 asks: a reader that does not know the extension must not believe the chain.
            extensions.AddExtension(X509Extensions.NameConstraints, true, constraints.ToDer());
        }

        if (profile.IsExemptFromRevocationChecks)
        {
            extensions.AddExtension(new DerObjectIdentifier(CertificateExtensionOids.OcspNoCheck), false, DerNull.Instance);
        }

        return extensions.Generate();
    }

    /// <summary>What the request says: further names, and where list, responder and issuer are to be found.</summary>
    private static void AddWhereabouts(X509ExtensionsGenerator extensions, IssuanceRequest request)
    {
        if (AlternativeNames(request) is { Length: > 0 } names)
        {
            extensions.AddExtension(X509Extensions.SubjectAlternativeName, false, new GeneralNames(names));
        }

        if (request.CrlDistributionPoint is { } crl)
        {
            var name = new GeneralNames(new GeneralName(GeneralName.UniformResourceIdentifier, crl.AbsoluteUri));
            extensions.AddExtension(X509Extensions.CrlDistributionPoints, false,
                new CrlDistPoint([new DistributionPoint(new DistributionPointName(name), null, null)]));
        }

        if (AccessDescriptions(request) is { Length: > 0 } access)
        {
            extensions.AddExtension(X509Extensions.AuthorityInfoAccess, false, new DerSequence(access));
        }
    }

    private static Asn1Encodable[] AccessDescriptions(IssuanceRequest request) =>
    [
        .. from access in ((string Method, Uri? Location)[])
            [(CertificateExtensionOids.AccessOcsp, request.OcspResponder), (CertificateExtensionOids.AccessIssuers, request.IssuerCertificate)]
           where access.Location is not null
           select new DerSequence(
               new DerObjectIdentifier(access.Method), new GeneralName(GeneralName.UniformResourceIdentifier, access.Location.AbsoluteUri)),
    ];

    private static GeneralName[] AlternativeNames(IssuanceRequest request) =>
    [
        .. request.DnsNames.Select(name => new GeneralName(GeneralName.DnsName, name)),
        .. request.IpAddresses.Select(ip => new GeneralName(GeneralName.IPAddress, new DerOctetString(ip.GetAddressBytes()))),
    ];

    /// <summary>RFC 7093 2 method 1: the leftmost 160 bits of SHA-256 over the key's bits, as RFC 5280's method without SHA-1.</summary>
    private static byte[] KeyIdentifier(ReadOnlySpan<byte> spki) =>
        SHA256.HashData(PublicKey.CreateFromSubjectPublicKeyInfo(spki, out _).EncodedKeyValue.RawData)[..20];

    private static int Bits(X509KeyUsageFlags usage) =>
        Enum.GetValues<X509KeyUsageFlags>().Where(flag => flag != 0 && usage.HasFlag(flag)).Sum(flag => flag switch
        {
            X509KeyUsageFlags.DigitalSignature => KeyUsage.DigitalSignature,
            X509KeyUsageFlags.NonRepudiation => KeyUsage.NonRepudiation,
            X509KeyUsageFlags.KeyEncipherment => KeyUsage.KeyEncipherment,
            X509KeyUsageFlags.DataEncipherment => KeyUsage.DataEncipherment,
            X509KeyUsageFlags.KeyAgreement => KeyUsage.KeyAgreement,
            X509KeyUsageFlags.KeyCertSign => KeyUsage.KeyCertSign,
            X509KeyUsageFlags.CrlSign => KeyUsage.CrlSign,
            X509KeyUsageFlags.EncipherOnly => KeyUsage.EncipherOnly,
            X509KeyUsageFlags.DecipherOnly => KeyUsage.DecipherOnly,
            _ => throw new ArgumentOutOfRangeException(nameof(usage), usage, string.Create(CultureInfo.InvariantCulture, $"no such key usage: {flag}")),
        });
}
