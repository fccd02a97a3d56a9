namespace Infra.Lambdas.Ports;

/// <summary>The region's certificate authority. Bodies: ACM Private CA; memory, for tests. Trusted for: signing by the template, once per token.</summary>
internal interface ICertificateAuthority
{
    /// <summary>The authority's own certificate.</summary>
    Task<AuthorityCertificate> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Asks for a certificate. The same order again, within five minutes, is the same certificate.</summary>
    /// <returns>The certificate's ARN; the certificate itself comes later.</returns>
    Task<string> RequestAsync(CertificateOrder order, CancellationToken cancellationToken);

    /// <summary>Looks for a certificate that was asked for.</summary>
    Task<Collection> CollectAsync(string certificateArn, CancellationToken cancellationToken);
}

/// <summary>What the issuer needs to know of its authority.</summary>
/// <param name="Pem">Its certificate.</param>
/// <param name="SigningAlgorithm">How it signs: the family is its key's (ACM PCA demands that), the hash as strong as the key.</param>
/// <param name="NotAfter">The end of its life, which no certificate of its may outlive.</param>
internal sealed record AuthorityCertificate(string Pem, string SigningAlgorithm, DateTimeOffset NotAfter);

/// <summary>A certificate to be made. The template decides its extensions, never the CSR.</summary>
internal sealed record CertificateOrder(string CsrPem, string SigningAlgorithm, DateTimeOffset NotAfter, string IdempotencyToken);

/// <summary>What came of looking for a certificate.</summary>
internal abstract record Collection
{
    private Collection()
    {
    }

    /// <summary>Here it is, leaf and chain in PEM, with the end of its life.</summary>
    public sealed record Ready(string LeafPem, string ChainPem, DateTimeOffset NotAfter) : Collection;

    /// <summary>Not yet.</summary>
    public sealed record InProgress : Collection;

    /// <summary>It will never be: the request failed, or is not known to this authority.</summary>
    public sealed record Lost : Collection;
}
