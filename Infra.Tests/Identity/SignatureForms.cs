using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Tests.Identity;

/// <summary>What can be made of a CSR without its key, so that it still verifies.</summary>
internal static class SignatureForms
{
    /// <summary>The same ECDSA signature with n - s for s.</summary>
    public static byte[] Other(byte[] csr)
    {
        var (r, s) = Read(csr);
        return With(csr, r, Order(csr) - s);
    }

    /// <summary>The form with the lower s.</summary>
    public static byte[] Lower(byte[] csr)
    {
        var (r, s) = Read(csr);
        return With(csr, r, BigInteger.Min(s, Order(csr) - s));
    }

    /// <summary>RSA's signature algorithm without its parameters.</summary>
    public static byte[] WithoutNull(byte[] csr) => Rewritten(csr, (writer, algorithm, signature) =>
    {
        using (writer.PushSequence()) { writer.WriteObjectIdentifier(algorithm.ReadObjectIdentifier()); }
        writer.WriteBitString(signature);
    });

    private static byte[] With(byte[] csr, BigInteger r, BigInteger s) => Rewritten(csr, (writer, algorithm, _) =>
    {
        using (writer.PushSequence()) { writer.WriteObjectIdentifier(algorithm.ReadObjectIdentifier()); }
        writer.WriteBitString(CsrRecipe.Encode(value =>
        {
            using (value.PushSequence())
            {
                value.WriteInteger(r);
                value.WriteInteger(s);
            }
        }));
    });

    private static byte[] Rewritten(byte[] csr, Action<AsnWriter, AsnReader, byte[]> rest)
    {
        var request = new AsnReader(csr, AsnEncodingRules.DER).ReadSequence();
        var info = request.ReadEncodedValue();
        var algorithm = request.ReadSequence();
        var signature = request.ReadBitString(out _);
        return CsrRecipe.Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(info.Span);
                rest(writer, algorithm, signature);
            }
        });
    }

    private static (BigInteger R, BigInteger S) Read(byte[] csr)
    {
        var request = new AsnReader(csr, AsnEncodingRules.DER).ReadSequence();
        request.ReadEncodedValue();
        request.ReadEncodedValue();
        var signature = new AsnReader(request.ReadBitString(out _), AsnEncodingRules.DER).ReadSequence();
        return (signature.ReadInteger(), signature.ReadInteger());
    }

    /// <summary>The platform's own, not the product's.</summary>
    private static BigInteger Order(byte[] csr)
    {
        var request = CertificateRequest.LoadSigningRequest(csr, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation);
        using var key = request.PublicKey.GetECDsaPublicKey()!;
        return new(key.ExportExplicitParameters(includePrivateParameters: false).Curve.Order, isUnsigned: true, isBigEndian: true);
    }
}
