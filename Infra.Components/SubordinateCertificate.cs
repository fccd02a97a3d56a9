using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="SubordinateCertificate"/> is made from.</summary>
public sealed class SubordinateCertificateArgs : ResourceArgs
{
    /// <summary>The CSR that ACM PCA made for the CA, PEM.</summary>
    [Input(SubordinateCertificateProperties.CertificateSigningRequestPem, required: true)]
    public required Input<string> CertificateSigningRequestPem { get; init; }

    /// <summary>The parent's private key (PKCS#8 PEM). It is made a secret, so that Pulumi's state has it encrypted only.</summary>
    [Input(SubordinateCertificateProperties.ParentPrivateKeyPem, required: true)]
    public required Input<string> ParentPrivateKeyPem { get; init => field = Output.CreateSecret(value.ToOutput()); }

    /// <summary>The parent's certificate, then its issuers up to and including the root, PEM.</summary>
    [Input(SubordinateCertificateProperties.ParentChainPem, required: true)]
    public required Input<string> ParentChainPem { get; init; }

    /// <summary>Life of the subordinate's certificate in days.</summary>
    [Input(SubordinateCertificateProperties.ValidityDays, required: true)]
    public required Input<int> ValidityDays { get; init; }

    /// <summary>How many CAs may follow below the subordinate. Default: 0, as a regional issuer signs devices only.</summary>
    [Input(SubordinateCertificateProperties.PathLength)]
    public Input<int> PathLength { get; init; } = 0;
}

/// <summary>A subordinate CA's certificate, signed by this project's provider with a key held as a Pulumi secret: for dev stacks and the local cloud.</summary>
public sealed class SubordinateCertificate(string name, SubordinateCertificateArgs args, CustomResourceOptions? options = null)
    : CustomResource(ResourceTypes.SubordinateCertificate, name, args, options)
{
    /// <summary>The signed certificate, PEM.</summary>
    [Output(SubordinateCertificateProperties.CertificatePem)]
    public Output<string> CertificatePem { get; private set; } = null!;

    /// <summary>Its issuers for ACM PCA: parent first, root last, without the certificate itself.</summary>
    [Output(SubordinateCertificateProperties.CertificateChainPem)]
    public Output<string> CertificateChainPem { get; private set; } = null!;
}
