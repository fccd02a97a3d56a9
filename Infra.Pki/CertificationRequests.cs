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
    public static byte[] Create(SigningKey key, X500DistinguishedName subject)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(subject);
        var info = new CertificationRequestInfo(
            X509Name.GetInstance(Asn1Object.FromByteArray(subject.RawData)),
            SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(key.SubjectPublicKeyInfo.ToArray())),
            new DerSet());
        return new CertificationRequest(info, key.SignatureAlgorithm, new DerBitString(key.Sign(info.GetDerEncoded()))).GetDerEncoded();
    }

    /// <summary>The same with a subject of only a common name, e.g. an AWS IoT registration code.</summary>
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
        catch (CryptographicException e)
        {
            throw new PkiException(PkiErrors.RequestRefused, $"the certificate request is refused: {e.Message}", e);
        }
    }
}

/// <summary>A request whose sender proved possession of the private key.</summary>
public sealed record VerifiedRequest(X500DistinguishedName Subject, ReadOnlyMemory<byte> SubjectPublicKeyInfo);
