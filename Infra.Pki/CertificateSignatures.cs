using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>Whose signature a certificate bears. Building a chain answers another question: a certificate that is trusted needs no signature there.</summary>
public static class CertificateSignatures
{
    /// <summary>Whether <paramref name="issuer"/> is named as issuer and its key signed. Times, constraints and trust are not looked at.</summary>
    public static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        try
        {
            // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } (RFC 5280 4.1)
            var parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            var toBeSigned = parts.ReadEncodedValue().ToArray();
            var algorithm = parts.ReadSequence().ReadObjectIdentifier();
            return certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData)
                && SignatureChecks.Verify(issuer, toBeSigned, parts.ReadBitString(out _), SignatureChecks.HashOf(algorithm));
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or PkiException)
        {
            return false;
        }
    }
}
