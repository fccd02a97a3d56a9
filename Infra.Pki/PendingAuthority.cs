using System.Security.Cryptography.X509Certificates;

namespace Infra.Pki;

/// <summary>
/// An authority that has a key but no certificate yet, as ACM PCA's are in PENDING_CERTIFICATE: the request goes out, is signed
/// elsewhere, and the certificate comes back.
/// </summary>
public sealed class PendingAuthority
{
    private readonly SigningKey _key;

    public PendingAuthority(X500DistinguishedName subject, KeyAlgorithm keyAlgorithm) : this(subject, SigningKey.Generate(keyAlgorithm)) { }

    private PendingAuthority(X500DistinguishedName subject, SigningKey key)
    {
        _key = key;
        RequestDer = CertificationRequests.Create(key, subject);
    }

    /// <summary>The PKCS#10 request.</summary>
    public ReadOnlyMemory<byte> RequestDer { get; }

    /// <summary>The same in PEM.</summary>
    public string RequestPem => Pem.OfRequest(RequestDer.Span);

    /// <summary>Takes the signed certificate in; nothing changes if it is refused.</summary>
    /// <param name="certificatePem">The certificate for this authority's key.</param>
    /// <param name="issuerChainPem">Parent first, root last, without the certificate itself; empty when it is a self-signed root.</param>
    /// <param name="clock">Decides whether the chain holds now, and dates what the authority issues.</param>
    public SoftwareAuthority Activate(string certificatePem, string issuerChainPem, TimeProvider clock)
    {
        var own = Pem.Certificates(certificatePem);
        if (own.Length != 1)
        {
            throw new PkiException(PkiErrors.MalformedPem,
                $"the certificate's PEM holds {own.Length} certificates; give exactly one there and its issuers in the chain");
        }

        return SoftwareAuthority.FromChain(
            string.IsNullOrWhiteSpace(issuerChainPem) ? own : [.. own, .. Pem.Certificates(issuerChainPem)], _key, clock);
    }
}
