using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="CaRegistration"/> is made from.</summary>
public sealed class CaRegistrationArgs : ResourceArgs
{
    /// <summary>The region whose AWS IoT the CA is registered with.</summary>
    [Input(CaRegistrationProperties.Region, required: true)]
    public required Input<string> Region { get; init; }

    /// <summary>The CA certificate, PEM.</summary>
    [Input(CaRegistrationProperties.CaCertificatePem, required: true)]
    public required Input<string> CaCertificatePem { get; init; }

    /// <summary>ARN of the ACM Private CA that signs the verification certificate. Default: none, which only mode SNI_ONLY takes.</summary>
    [Input(CaRegistrationProperties.CertificateAuthorityArn)]
    public Input<string>? CertificateAuthorityArn { get; init; }

    /// <summary>DEFAULT (one account per region) or SNI_ONLY (several accounts may register the CA). Default: DEFAULT.</summary>
    [Input(CaRegistrationProperties.CertificateMode)]
    public Input<string>? CertificateMode { get; init; }

    /// <summary>Whether the CA is active. Default: yes.</summary>
    [Input(CaRegistrationProperties.Active)]
    public Input<bool>? Active { get; init; }

    /// <summary>Whether AWS IoT registers certificates of this CA at their first connection. Default: yes.</summary>
    [Input(CaRegistrationProperties.AutoRegistration)]
    public Input<bool>? AutoRegistration { get; init; }

    /// <summary>Name of the JITP template that runs then. Default: none; a rule of yours has to activate the certificate (JITR).</summary>
    [Input(CaRegistrationProperties.TemplateName)]
    public Input<string>? TemplateName { get; init; }

    /// <summary>Whether a registration that exists already is taken over. Default: no; it fails.</summary>
    [Input(CaRegistrationProperties.AdoptExisting)]
    public Input<bool>? AdoptExisting { get; init; }

    /// <summary>Whether the registration may be deleted while active device certificates of the CA exist. Default: no; deleting fails and names them.</summary>
    [Input(CaRegistrationProperties.Force)]
    public Input<bool>? Force { get; init; }
}

/// <summary>
/// A CA's registration with one region's AWS IoT: a resource of this project's own provider, because the public one asks for a
/// verification certificate and so for a private key in the program. Ours makes the key, uses it once and forgets it.
/// </summary>
public sealed class CaRegistration(string name, CaRegistrationArgs args, CustomResourceOptions? options = null)
    : CustomResource(ResourceTypes.CaRegistration, name, args, options)
{
    /// <summary>The CA's id in AWS IoT: 64 hex digits.</summary>
    [Output(CaRegistrationProperties.CaCertificateId)]
    public Output<string> CaCertificateId { get; private set; } = null!;

    /// <summary>The CA's ARN in AWS IoT.</summary>
    [Output(CaRegistrationProperties.CaCertificateArn)]
    public Output<string> CaCertificateArn { get; private set; } = null!;
}
