using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra;

/// <summary>The CA of another region of the product line.</summary>
/// <param name="Id">Its id in AWS IoT: SHA-256 over the certificate.</param>
/// <param name="CertificatePem">Its certificate.</param>
internal sealed record PeerAuthority(string Id, string CertificatePem)
{
    /// <summary>What is wrong with the certificates, or null.</summary>
    public static string? FaultOf(string pem)
    {
        try
        {
            foreach (var certificate in Read(pem))
            {
                if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
                {
                    return $"'{certificate.Subject}' is no CA certificate; give those that the other regions' stacks put out as caCertificate";
                }
            }
        }
        catch (CryptographicException unreadable) { return $"cannot be read as PEM certificates ({unreadable.Message.ToLowerInvariant().TrimEnd('.')})"; }
        return Read(pem).Count == 0 ? "holds no certificate; give those that the other regions' stacks put out as caCertificate, or leave it out" : null;
    }

    /// <summary>The CAs in the order of the text, each once.</summary>
    public static ImmutableArray<PeerAuthority> AllOf(string pem) =>
    [
        .. Read(pem)
            .Select(certificate => new PeerAuthority(certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), certificate.ExportCertificatePem()))
            .DistinctBy(peer => peer.Id),
    ];

    private static X509Certificate2Collection Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }
}
