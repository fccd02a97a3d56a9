namespace Infra.Pki;

/// <summary>A signed certificate with the chain above it.</summary>
/// <param name="Der">The certificate.</param>
/// <param name="SerialNumber">Upper-case hex.</param>
/// <param name="IssuerChainPem">Issuer first, root last, without the certificate itself.</param>
public sealed record IssuedCertificate(ReadOnlyMemory<byte> Der, string SerialNumber, string IssuerChainPem)
{
    /// <summary>The certificate alone.</summary>
    public string CertificatePem { get; } = Pem.OfCertificate(Der.Span);

    /// <summary>The certificate, then its issuers up to the root: the order that TLS sends.</summary>
    public string ChainPem => CertificatePem + IssuerChainPem;
}
