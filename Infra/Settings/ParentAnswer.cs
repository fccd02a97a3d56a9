using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra;

/// <summary>Checks at preview what the PKI admin sent back for a region's CA: once imported it cannot be taken back.</summary>
internal static class ParentAnswer
{
    /// <summary>What is wrong with the certificate under that chain, or null. Whether it is for the CA's own key only ACM PCA can tell.</summary>
    public static string? FaultOf(string pem, string chainPem)
    {
        var own = new X509Certificate2Collection();
        try { own.ImportFromPem(pem); }
        catch (CryptographicException unreadable) { return $"cannot be read as a PEM certificate ({unreadable.Message.ToLowerInvariant().TrimEnd('.')})"; }
        if (own.Count != 1) { return $"holds {own.Count} certificates; give the signed certificate alone, its issuers go into parentChain"; }

        var (certificate, parent) = (own[0], X509Certificate2.CreateFromPem(chainPem));
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true } constraints)
        {
            return $"'{certificate.Subject}' is no CA certificate; have the CSR signed with the profile of a regional issuer";
        }
        if (constraints is not { HasPathLengthConstraint: true, PathLengthConstraint: 0 })
        {
            return $"'{certificate.Subject}' may sign further CAs; have it signed anew with path length 0, since a regional issuer signs devices only";
        }
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(parent.SubjectName.RawData))
        {
            return $"'{certificate.Subject}' was issued by '{certificate.Issuer}', but the first certificate of parentChain is '{parent.Subject}'; give the chain that belongs to it";
        }
        return certificate.NotAfter > parent.NotAfter
            ? $"'{certificate.Subject}' ends at {Ends(certificate):u}, after its parent ({Ends(parent):u}); no chain to it holds then, so have it signed for a shorter time"
            : null;
    }

    /// <summary>The end of the first certificate; null where there is none to read.</summary>
    public static DateTimeOffset? EndOf(string? pem)
    {
        var certificates = new X509Certificate2Collection();
        try { certificates.ImportFromPem(pem); }
        catch (CryptographicException) { return null; }
        return certificates.Count == 0 ? null : Ends(certificates[0]);
    }

    private static DateTimeOffset Ends(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime();
}
