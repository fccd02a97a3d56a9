using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra;

/// <summary>Checks at preview what ACM PCA or a device's TLS stack would only refuse much later.</summary>
internal static class ParentChain
{
    /// <summary>What is wrong with a chain (parent first, root last), or null.</summary>
    public static string? FaultOf(string pem)
    {
        var chain = new X509Certificate2Collection();
        try { chain.ImportFromPem(pem); }
        catch (CryptographicException unreadable) { return $"cannot be read as PEM certificates ({unreadable.Message.ToLowerInvariant().TrimEnd('.')})"; }

        if (chain.Count == 0) { return "holds no certificate; give the parent's certificate first, the root's last, as PEM"; }
        for (var i = 0; i < chain.Count; i++)
        {
            var constraints = chain[i].Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
            if (constraints is not { CertificateAuthority: true }) { return $"certificate {i + 1} ({chain[i].Subject}) is no CA certificate"; }

            // RFC 5280 4.2.1.9: as many CA certificates may follow as the path length says; below the i-th stand the i before it and the region's CA.
            if (constraints.HasPathLengthConstraint && constraints.PathLengthConstraint < i + 1)
            {
                return $"certificate {i + 1} ({chain[i].Subject}) has path length {constraints.PathLengthConstraint}, but {i + 1} CA certificates follow it; sign it anew with path length {i + 1} or more";
            }
            if (i + 1 < chain.Count && !chain[i].IssuerName.RawData.AsSpan().SequenceEqual(chain[i + 1].SubjectName.RawData))
            {
                return $"certificate {i + 1} was issued by '{chain[i].Issuer}', but certificate {i + 2} is '{chain[i + 1].Subject}'; order them parent first, root last";
            }
        }
        return null;
    }
}
