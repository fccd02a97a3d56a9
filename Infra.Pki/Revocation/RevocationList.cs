using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki.Revocation;

/// <summary>A certificate revocation list, ours or another's (RFC 5280 5).</summary>
public sealed class RevocationList
{
    public const string PemLabel = "X509 CRL";

    private readonly byte[] _toBeSigned;
    private readonly HashAlgorithmName _hash;
    private readonly byte[] _signature;

    private RevocationList(ReadOnlyMemory<byte> der, RevocationListContents contents, byte[] toBeSigned, HashAlgorithmName hash, byte[] signature)
    {
        (Der, Contents, _toBeSigned, _hash, _signature) = (der, contents, toBeSigned, hash, signature);
    }

    public ReadOnlyMemory<byte> Der { get; }

    public string PemText => PemEncoding.WriteString(PemLabel, Der.Span) + "\n";

    public X500DistinguishedName Issuer => new(Contents.IssuerDer.AsSpan());

    public BigInteger? Number => Contents.Number;

    public DateTimeOffset ThisUpdate => Contents.ThisUpdate;

    public DateTimeOffset? NextUpdate => Contents.NextUpdate;

    public ImmutableArray<RevokedCertificate> Revoked => Contents.Revoked;

    internal RevocationListContents Contents { get; }

    /// <summary>Reads DER or PEM text.</summary>
    public static RevocationList Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PemEncoding.TryFind(text, out var fields) && text[fields.Label] == PemLabel
            ? Read(Convert.FromBase64String(text[fields.Base64Data]))
            : Read(System.Text.Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Reads DER.</summary>
    public static RevocationList Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence(); // CertificateList
            var toBeSigned = list.ReadEncodedValue().ToArray(); // tbsCertList
            var algorithm = list.ReadSequence().ReadObjectIdentifier(); // signatureAlgorithm
            var signature = list.ReadBitString(out _); // signatureValue
            return new RevocationList(der, RevocationListContents.Decode(toBeSigned), toBeSigned, SignatureChecks.HashOf(algorithm), signature);
        }
        catch (AsnContentException e)
        {
            throw new PkiException(PkiErrors.MalformedPem, $"the revocation list cannot be read: {e.Message}; give one in PEM ({PemLabel}) or DER", e);
        }
    }

    /// <summary>Whether this issuer signed it.</summary>
    public bool IsSignedBy(X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        return issuer.SubjectName.RawData.AsSpan().SequenceEqual(Contents.IssuerDer.AsSpan())
            && SignatureChecks.Verify(issuer, _toBeSigned, _signature, _hash);
    }
}
