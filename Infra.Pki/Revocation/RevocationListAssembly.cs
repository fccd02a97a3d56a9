using System.Formats.Asn1;

namespace Infra.Pki.Revocation;

/// <summary>Writes the CertificateList of RFC 5280 5.1, in its grammar's shape. The base class library's ASN.1 writer takes names over byte by byte.</summary>
internal static class RevocationListAssembly
{
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string CrlNumber = "2.5.29.20";
    public const string ReasonCode = "2.5.29.21";

    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag KeyIdentifier = new(TagClass.ContextSpecific, 0);

    /// <summary>DER of what is to be signed.</summary>
    /// <param name="request">What it says.</param>
    /// <param name="issuerName">DER of the issuer's subject.</param>
    /// <param name="issuerKeyId">The issuer's subjectKeyIdentifier.</param>
    /// <param name="signatureAlgorithm">DER of its AlgorithmIdentifier.</param>
    public static byte[] ToBeSigned(RevocationListRequest request, ReadOnlySpan<byte> issuerName, ReadOnlySpan<byte> issuerKeyId, ReadOnlySpan<byte> signatureAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence()) // TBSCertList
        {
            writer.WriteInteger(1); // version: v2
            writer.WriteEncodedValue(signatureAlgorithm); // signature
            writer.WriteEncodedValue(issuerName); // issuer
            WriteTime(writer, request.Validity.NotBefore); // thisUpdate
            WriteTime(writer, request.Validity.NotAfter); // nextUpdate
            if (!request.Revoked.IsEmpty) // absent when there is none (5.1.2.6)
            {
                using (writer.PushSequence()) // revokedCertificates
                {
                    foreach (var revoked in request.Revoked) { WriteEntry(writer, revoked); }
                }
            }

            using (writer.PushSequence(Extensions)) // crlExtensions
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(AuthorityKeyIdentifier);
                    using (writer.PushOctetString())
                    using (writer.PushSequence()) { writer.WriteOctetString(issuerKeyId, KeyIdentifier); }
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(CrlNumber);
                    using (writer.PushOctetString()) { writer.WriteInteger(request.Number); }
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>DER of toBeSigned, algorithm and signature: the outer form that lists and OCSP answers share with certificates.</summary>
    public static byte[] Signed(ReadOnlySpan<byte> toBeSigned, ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            writer.WriteEncodedValue(signatureAlgorithm);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    private static void WriteEntry(AsnWriter writer, RevokedCertificate revoked)
    {
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(Convert.FromHexString(revoked.SerialNumber)); // userCertificate
            WriteTime(writer, revoked.RevokedAt); // revocationDate
            if (revoked.Reason == RevocationReason.Unspecified) { return; } // 5.3.1: leave the extension out instead
            using (writer.PushSequence()) // crlEntryExtensions
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(ReasonCode);
                using (writer.PushOctetString()) { writer.WriteEnumeratedValue(revoked.Reason); }
            }
        }
    }

    /// <summary>UTCTime through 2049, GeneralizedTime after (RFC 5280 5.1.2.4).</summary>
    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year <= 2049) { writer.WriteUtcTime(time, 2049); }
        else { writer.WriteGeneralizedTime(time, omitFractionalSeconds: true); }
    }
}
