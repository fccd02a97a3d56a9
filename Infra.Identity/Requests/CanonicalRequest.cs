using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using Infra.Identity.Keys;

namespace Infra.Identity.Requests;

/// <summary>
/// A CSR in the one form that is its signer's alone to change. Who has a CSR but not its key can write it in a second way that verifies as well, which would have
/// another digest and so be another request. Of the two this is the one with the lower s of an ECDSA signature (n - s verifies too: SEC 1, 4.1.4), and with the NULL
/// after RSA's algorithm (which may be left out: RFC 4055, 5).
/// </summary>
/// <remarks>
/// It keeps the signature, since CertificationRequestInfo alone does not tell two requests apart: a device renews with the same subject and key, signed anew.
/// </remarks>
internal static class CanonicalRequest
{
    /// <exception cref="AsnContentException">The signature is no ECDSA signature.</exception>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> der, CertificationRequest request, KeyKind kind)
    {
        if (kind is KeyKind.Rsa)
        {
            return request.HasAlgorithmParameters ? der : Encode(request, request.Signature.Span, withNull: true);
        }

        var (r, s) = ReadSignature(request.Signature);
        var other = OrderOf(kind) - s;
        return s <= other ? der : Encode(request, Encode(r, other), withNull: false);
    }

    /// <summary>Ecdsa-Sig-Value of RFC 3279, 2.2.3.</summary>
    private static (BigInteger R, BigInteger S) ReadSignature(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var signature = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var value = (signature.ReadInteger(), signature.ReadInteger());
        signature.ThrowIfNotEmpty();
        return value;
    }

    private static byte[] Encode(BigInteger r, BigInteger s)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(s);
        }

        return writer.Encode();
    }

    private static byte[] Encode(CertificationRequest request, ReadOnlySpan<byte> signature, bool withNull)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(request.SignedInfo.Span);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(request.SignatureAlgorithm);
                if (withNull)
                {
                    writer.WriteNull();
                }
            }

            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    /// <summary>How many points the curve's base point makes: n of SP 800-186, 3.2.1.</summary>
    private static BigInteger OrderOf(KeyKind curve) => BigInteger.Parse(
        curve switch
        {
            KeyKind.P256 => "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
            KeyKind.P384 => "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
            KeyKind.P521 => "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
            _ => throw new ArgumentOutOfRangeException(nameof(curve), curve, "not a curve"),
        },
        NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
