using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;

namespace Infra.Pki;

/// <summary>PKCS#10 requests (RFC 2986).</summary>
public static class CertificationRequests
{
    /// <summary>DER of a request for <paramref name="key"/>, signed by it. Asks for no extensions: the issuer's profile decides those.</summary>
    /// <param name="key">Signs, and is certified.</param>
    /// <param name="subject">Whom the certificate will name.</param>
    /// <param name="attributes">Further attributes (RFC 2986 4.1) as type and DER of their one value.</param>
    public static byte[] Create(SigningKey key, X500DistinguishedName subject, params ReadOnlySpan<(string Type, byte[] Value)> attributes)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(subject);
        var info = new CertificationRequestInfo(
            X509Name.GetInstance(Asn1Object.FromByteArray(subject.RawData)),
            SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(key.SubjectPublicKeyInfo.ToArray())),
            new DerSet(Attributes(attributes)));
        return new CertificationRequest(info, key.SignatureAlgorithm, new DerBitString(key.Sign(info.GetDerEncoded()))).GetDerEncoded();
    }

    /// <summary>The same with a subject of only a common name.</summary>
    public static byte[] Create(SigningKey key, string commonName) => Create(key, DistinguishedNames.CommonName(commonName));

    /// <summary>Reads a request whose signature verifies, that is, whose sender holds the private key; refuses any other.</summary>
    public static VerifiedRequest Verify(ReadOnlyMemory<byte> der)
    {
        try
        {
            // The hash here is for a certificate the BCL would make of it; the request's own signature decides how that is verified.
            var request = CertificateRequest.LoadSigningRequest(der.ToArray(), HashAlgorithmName.SHA256);
            return new VerifiedRequest(request.SubjectName, request.PublicKey.ExportSubjectPublicKeyInfo());
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException) // the latter for curves that OpenSSL does not know
        {
            throw new PkiException(PkiErrors.RequestRefused, $"the certificate request is refused: {e.Message}", e);
        }
    }

    private static Asn1Encodable[] Attributes(ReadOnlySpan<(string Type, byte[] Value)> attributes)
    {
        var encoded = new Asn1Encodable[attributes.Length];
        for (var i = 0; i < attributes.Length; i++)
        {
            encoded[i] = new DerSequence(new DerObjectIdentifier(attributes[i].Type), new DerSet(Asn1Object.FromByteArray(attributes[i].Value)));
        }

        return encoded;
    }
}

/// <summary>A request whose sender proved possession of the private key.</summary>
public sealed record VerifiedRequest(X500DistinguishedName Subject, ReadOnlyMemory<byte> SubjectPublicKeyInfo);
