using System.Collections.Immutable;
using System.Formats.Asn1;

namespace Infra.Pki.Ocsp;

/// <summary>An OCSP request (RFC 6960 4.1), as far as a responder needs it.</summary>
internal sealed record OcspRequest(ImmutableArray<OcspCertificateId> Certificates, ImmutableArray<byte>? Nonce)
{
    public const string NonceOid = "1.3.6.1.5.5.7.48.1.2";

    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RequestorName = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag RequestExtensions = new(TagClass.ContextSpecific, 2);

    /// <exception cref="AsnContentException">It is no OCSP request.</exception>
    public static OcspRequest Read(ReadOnlyMemory<byte> der)
    {
        var request = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence(); // tbsRequest; a signature is not asked for
        if (request.PeekTag().HasSameClassAndValue(Version)) { request.ReadEncodedValue(); }
        if (request.PeekTag().HasSameClassAndValue(RequestorName)) { request.ReadEncodedValue(); }
        var list = request.ReadSequence(); // requestList
        var certificates = ImmutableArray.CreateBuilder<OcspCertificateId>();
        while (list.HasData) { certificates.Add(OcspCertificateId.Read(list.ReadSequence().ReadEncodedValue())); } // reqCert
        if (certificates.Count == 0) { throw new AsnContentException("requestList is empty"); }
        return new(certificates.ToImmutable(), request.HasData ? ReadNonce(request.ReadSequence(RequestExtensions).ReadSequence()) : null);
    }

    private static ImmutableArray<byte>? ReadNonce(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            if (extension.ReadObjectIdentifier() != NonceOid) { continue; }
            if (extension.PeekTag() == Asn1Tag.Boolean) { extension.ReadBoolean(); }
            return [.. extension.ReadOctetString()];
        }

        return null;
    }
}

/// <summary>CertID of RFC 6960 4.1.1: the certificate by its issuer's hashes and its serial number.</summary>
/// <param name="Der">As it came, to be repeated in the answer.</param>
internal sealed record OcspCertificateId(
    ReadOnlyMemory<byte> Der, string HashAlgorithm, ImmutableArray<byte> IssuerNameHash, ImmutableArray<byte> IssuerKeyHash, string SerialNumber)
{
    public static OcspCertificateId Read(ReadOnlyMemory<byte> der)
    {
        var id = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        return new(
            der,
            id.ReadSequence().ReadObjectIdentifier(), // hashAlgorithm
            [.. id.ReadOctetString()], // issuerNameHash
            [.. id.ReadOctetString()], // issuerKeyHash
            SerialNumbers.Hex(id.ReadIntegerBytes().Span)); // serialNumber
    }
}
