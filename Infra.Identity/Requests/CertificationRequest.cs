using System.Formats.Asn1;

namespace Infra.Identity.Requests;

/// <summary>A PKCS#10 request (RFC 2986, 4) taken apart, nothing judged. Anything but strict DER throws <see cref="AsnContentException"/>.</summary>
internal sealed record CertificationRequest(
    ReadOnlyMemory<byte> SignedInfo,
    IReadOnlyList<SubjectAttribute> Subject,
    ReadOnlyMemory<byte> SubjectPublicKeyInfo,
    IReadOnlyList<RequestAttribute> Attributes,
    string SignatureAlgorithm,
    bool HasAlgorithmParameters,
    ReadOnlyMemory<byte> Signature)
{
    private static readonly Asn1Tag _attributesTag = new(TagClass.ContextSpecific, 0);

    public static CertificationRequest Decode(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var request = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var signedInfo = request.PeekEncodedValue();
        var info = request.ReadSequence();
        var signatureAlgorithm = DecodeSignatureAlgorithm(request.ReadSequence(), out var hasParameters);
        var signature = request.ReadBitString(out var unusedBits);
        request.ThrowIfNotEmpty();
        Require(unusedBits == 0, "the signature is no whole number of bytes");

        Require(info.ReadInteger().IsZero, "the version is not v1");
        var subject = DecodeSubject(info.ReadSequence());
        var subjectPublicKeyInfo = info.ReadEncodedValue();

        // RFC 2986 makes the attributes mandatory but allows none in them; some old encoders leave the empty set out.
        IReadOnlyList<RequestAttribute> attributes = info.HasData ? DecodeAttributes(info.ReadSetOf(_attributesTag)) : [];
        info.ThrowIfNotEmpty();

        return new CertificationRequest(signedInfo, subject, subjectPublicKeyInfo, attributes, signatureAlgorithm, hasParameters, signature);
    }

    private static string DecodeSignatureAlgorithm(AsnReader algorithm, out bool hasParameters)
    {
        var oid = algorithm.ReadObjectIdentifier();
        hasParameters = algorithm.HasData;
        if (hasParameters)
        {
            // RFC 4055, 5 and RFC 5758, 3.2: NULL with RSA (absent is to be accepted too), nothing with ECDSA.
            algorithm.ReadNull();
            algorithm.ThrowIfNotEmpty();
            Require(oid is not (Oids.EcdsaWithSha256 or Oids.EcdsaWithSha384 or Oids.EcdsaWithSha512), "ECDSA takes no parameters");
        }

        return oid;
    }

    private static List<SubjectAttribute> DecodeSubject(AsnReader name)
    {
        var attributes = new List<SubjectAttribute>();
        while (name.HasData)
        {
            var relativeName = name.ReadSetOf();
            do
            {
                var attribute = relativeName.ReadSequence();
                var oid = attribute.ReadObjectIdentifier();
                attributes.Add(new SubjectAttribute(oid, attribute.ReadEncodedValue()));
                attribute.ThrowIfNotEmpty();
            }
            while (relativeName.HasData);
        }

        return attributes;
    }

    private static List<RequestAttribute> DecodeAttributes(AsnReader set)
    {
        var attributes = new List<RequestAttribute>();
        while (set.HasData)
        {
            var attribute = set.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            attributes.Add(new RequestAttribute(oid, values.ReadEncodedValue()));
            values.ThrowIfNotEmpty();
        }

        return attributes;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new AsnContentException(otherwise);
        }
    }
}

/// <summary>One attribute of the subject: its type, and its value still encoded.</summary>
internal sealed record SubjectAttribute(string Oid, ReadOnlyMemory<byte> Value);

/// <summary>One attribute of the request: its type, and its single value still encoded.</summary>
internal sealed record RequestAttribute(string Oid, ReadOnlyMemory<byte> Value);
