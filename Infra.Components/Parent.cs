using Pulumi;

namespace Infra.Components;

/// <summary>Who signs the region's CA: a closed choice.</summary>
public abstract record Parent
{
    private Parent() { }

    /// <summary>Another ACM Private CA of the same account and region, or one shared with it, signs at deployment.</summary>
    /// <param name="Arn">The parent's ARN.</param>
    /// <param name="SigningAlgorithm">How the parent signs; the family must be that of the parent's key.</param>
    public sealed record AcmPca(Input<string> Arn, string SigningAlgorithm = AuthorityAlgorithms.DefaultSigning) : Parent;

    /// <summary>
    /// The PKI admin signs offline. Without a certificate the stack exports the CSR and waits; with one, the next update imports it.
    /// </summary>
    /// <param name="Answer">The signed certificate. Default: none yet, the CSR waits to be signed.</param>
    public sealed record Offline(SignedAuthority? Answer = null) : Parent;

    /// <summary>The project's provider signs with a key held as a Pulumi secret: for dev stacks and the local cloud.</summary>
    /// <param name="ChainPem">The parent's certificate, then its issuers up to and including the root.</param>
    /// <param name="PrivateKeyPem">The parent's private key (PKCS#8 PEM); it is made a secret if it is none.</param>
    public sealed record Software(Input<string> ChainPem, Input<string> PrivateKeyPem) : Parent;
}

/// <summary>What the PKI admin hands back.</summary>
/// <param name="CertificatePem">The region's CA certificate.</param>
/// <param name="ChainPem">Its issuers: parent first, root last, without the certificate itself.</param>
public sealed record SignedAuthority(Input<string> CertificatePem, Input<string> ChainPem);
