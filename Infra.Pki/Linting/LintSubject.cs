using System.Collections.Immutable;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using X500DistinguishedName = System.Security.Cryptography.X509Certificates.X500DistinguishedName;

namespace Infra.Pki.Linting;

/// <summary>What lints look at: the very bytes that would be signed, decoded again, and the facts about who would sign them.</summary>
internal sealed record LintSubject(TbsCertificateStructure Certificate, IssuerFacts? Issuer)
{
    public static LintSubject Decode(byte[] toBeSigned, IssuerFacts? issuer) =>
        new(TbsCertificateStructure.GetInstance(Asn1Object.FromByteArray(toBeSigned)), issuer);

    public bool IsAuthority => BasicConstraints is { } constraints && constraints.IsCA();

    public bool IsRoot => Issuer is null;

    public X500DistinguishedName Subject => new(Certificate.Subject.GetDerEncoded());

    /// <summary>Whether subject and issuer have one name: an authority with a new key, not one more level (RFC 5280 6.1).</summary>
    public bool IsSelfIssued => Certificate.Subject.GetDerEncoded().AsSpan().SequenceEqual(Certificate.Issuer.GetDerEncoded());

    /// <summary>What the authorities above allow it to be called. An authority's certificate for itself is exempt (RFC 5280 6.1.3 (b) and (c)).</summary>
    public ImmutableArray<ImposedConstraints> ImposedConstraints => IsAuthority && IsSelfIssued ? [] : Issuer?.NameConstraints ?? [];

    /// <summary>The subjectAltName; empty when the extension is missing.</summary>
    public ImmutableArray<X509GeneralName> AlternativeNames =>
        Extension(X509Extensions.SubjectAlternativeName) is { } extension ? X509GeneralName.ReadAll(extension.Value.GetOctets()) : [];

    public BasicConstraints? BasicConstraints =>
        Value(X509Extensions.BasicConstraints) is { } value ? BasicConstraints.GetInstance(value) : null;

    /// <summary>Null when the authority sets no limit, or is none.</summary>
    public int? PathLength => BasicConstraints?.PathLenConstraint?.IntValue;

    /// <summary>The bits of keyUsage, as BouncyCastle numbers them; 0 when the extension is missing.</summary>
    public int KeyUsageBits => Value(X509Extensions.KeyUsage) is { } value ? KeyUsage.GetInstance(value).IntValue : 0;

    public X509Extension? Extension(DerObjectIdentifier oid) => Certificate.Extensions?.GetExtension(oid);

    public Asn1Object? Value(DerObjectIdentifier oid) =>
        Extension(oid) is { } extension ? Asn1Object.FromByteArray(extension.Value.GetOctets()) : null;
}
