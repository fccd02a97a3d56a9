using System.Formats.Asn1;
using System.Security.Cryptography;
using Infra.Identity.Keys;

namespace Infra.Identity.Requests;

/// <summary>
/// Holds a device's CSR against every rule that needs no record, in this order: size, base64, exactly one CSR, proof of possession,
/// key, subject, requested attributes and extensions. It reads bytes from strangers, so it answers for any bytes and throws for none.
/// </summary>
public static class CsrVerifier
{
    /// <summary>Verifies a CSR as it came in the request header.</summary>
    public static CsrVerdict VerifyHeader(string? header) =>
        CsrHeader.TryDecode(header, out var der, out var refusal) ? VerifyDer(der) : new CsrVerdict.Refused(refusal);

    /// <summary>Verifies a CSR as PEM, as AWS IoT Core hands it on.</summary>
    public static CsrVerdict VerifyPem(string? pem) =>
        CsrHeader.TryDecodePem(pem, out var der, out var refusal) ? VerifyDer(der) : new CsrVerdict.Refused(refusal);

    /// <summary>Verifies a CSR as DER.</summary>
    public static CsrVerdict VerifyDer(ReadOnlyMemory<byte> der)
    {
        if (HasTrailingData(der))
        {
            return new CsrVerdict.Refused(CsrRefusal.NotExactlyOne);
        }

        CertificationRequest request;
        try
        {
            request = CertificationRequest.Decode(der);
        }
        catch (AsnContentException)
        {
            return new CsrVerdict.Refused(CsrRefusal.Malformed);
        }

        if (CheckKey(request, out var info) is { } keyFault)
        {
            return new CsrVerdict.Refused(keyFault);
        }

        ReadOnlyMemory<byte> canonical;
        try
        {
            canonical = CanonicalRequest.Of(der, request, info.Kind);
        }
        catch (AsnContentException)
        {
            // Verified, and yet not in DER: a platform less strict than OpenSSL. Its signatures would have many forms.
            return new CsrVerdict.Refused(CsrRefusal.SignatureInvalid);
        }

        if (SubjectRules.Check(request.Subject, out var device) is { } subjectFault)
        {
            return new CsrVerdict.Refused(subjectFault);
        }

        if (AttributeRules.Check(request.Attributes, out var challengePassword) is { } attributeFault)
        {
            return new CsrVerdict.Refused(attributeFault);
        }

        return new CsrVerdict.Accepted(device, new DeviceKey(info), canonical, challengePassword);
    }

    private static bool HasTrailingData(ReadOnlyMemory<byte> der) =>
        AsnDecoder.TryReadEncodedValue(der.Span, AsnEncodingRules.DER, out _, out _, out _, out var consumed) && consumed < der.Length;

    /// <summary>
    /// Proof of possession first, then the rules for the key. Only a key that no signature could be checked with (an unknown family or
    /// curve, a point off its curve), or not at a sane price, is refused before.
    /// </summary>
    private static CsrRefusal? CheckKey(CertificationRequest request, out SubjectPublicKeyInfo info)
    {
        if (SubjectPublicKeyInfo.Decode(request.SubjectPublicKeyInfo, out var refusal) is not { } decoded)
        {
            info = null!;
            return AsCsrRefusal(refusal);
        }

        info = decoded;
        if (HashOf(request.SignatureAlgorithm, decoded.Kind) is not { } hash)
        {
            return CsrRefusal.SignatureAlgorithmUnsupported;
        }

        if (decoded.FaultByCost() is { } costly)
        {
            return AsCsrRefusal(costly);
        }

        return decoded.Verifies(request.SignedInfo.Span, request.Signature.Span, hash) switch
        {
            null => CsrRefusal.KeyInvalid,
            false => CsrRefusal.SignatureInvalid,
            true => decoded.FaultByRules() is { } fault ? AsCsrRefusal(fault) : null,
        };
    }

    private static HashAlgorithmName? HashOf(string signatureAlgorithm, KeyKind kind) => (signatureAlgorithm, kind) switch
    {
        (Oids.Sha256WithRsa, KeyKind.Rsa) => HashAlgorithmName.SHA256,
        (Oids.Sha384WithRsa, KeyKind.Rsa) => HashAlgorithmName.SHA384,
        (Oids.Sha512WithRsa, KeyKind.Rsa) => HashAlgorithmName.SHA512,
        (Oids.EcdsaWithSha256, not KeyKind.Rsa) => HashAlgorithmName.SHA256,
        (Oids.EcdsaWithSha384, not KeyKind.Rsa) => HashAlgorithmName.SHA384,
        (Oids.EcdsaWithSha512, not KeyKind.Rsa) => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static CsrRefusal AsCsrRefusal(KeyRefusal refusal) => refusal switch
    {
        KeyRefusal.Malformed => CsrRefusal.Malformed,
        KeyRefusal.AlgorithmUnsupported => CsrRefusal.KeyAlgorithmUnsupported,
        KeyRefusal.CurveUnsupported => CsrRefusal.KeyCurveUnsupported,
        KeyRefusal.ValueInvalid => CsrRefusal.KeyInvalid,
        KeyRefusal.RsaSize => CsrRefusal.RsaKeySize,
        KeyRefusal.RsaExponent => CsrRefusal.RsaExponent,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "not a refusal"),
    };
}
