using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="CertificateAuthorityRotation"/> is made from.</summary>
public sealed class CertificateAuthorityRotationArgs : ResourceArgs
{
    /// <summary>The region whose AWS IoT the generations are registered with.</summary>
    [Input(CertificateAuthorityRotationProperties.Region, required: true)]
    public required Input<string> Region { get; init; }

    /// <summary>The stage to be in, a <see cref="RotationStage"/>.</summary>
    [Input(CertificateAuthorityRotationProperties.Stage, required: true)]
    public required Input<string> Stage { get; init; }

    /// <summary>The CA certificate of the newest generation, PEM.</summary>
    [Input(CertificateAuthorityRotationProperties.NewestCaCertificatePem, required: true)]
    public required Input<string> NewestCaCertificatePem { get; init; }

    /// <summary>The CA certificate of the generation before, PEM. Default: none, where the newest is alone.</summary>
    [Input(CertificateAuthorityRotationProperties.FormerCaCertificatePem)]
    public Input<string>? FormerCaCertificatePem { get; init; }

    /// <summary>Within how many days of its issuance a device connects for the first time. Default: 7.</summary>
    [Input(CertificateAuthorityRotationProperties.FirstConnectionDays)]
    public Input<int>? FirstConnectionDays { get; init; }

    /// <summary>Whether to move on even though devices lose their CA. Default: no.</summary>
    [Input(CertificateAuthorityRotationProperties.Force)]
    public Input<bool>? Force { get; init; }
}

/// <summary>
/// The guard on the way from one generation of a region's CA to the next: a resource of this project's own provider. It refuses a step that
/// would leave devices without a CA; what depends on it is then not changed. <see cref="RotatingAuthority"/> puts it to work.
/// </summary>
public sealed class CertificateAuthorityRotation(string name, CertificateAuthorityRotationArgs args, CustomResourceOptions? options = null)
    : CustomResource(ResourceTypes.CertificateAuthorityRotation, name, args, options)
{
    /// <summary>The stage that follows; a preview shows it too.</summary>
    [Output(CertificateAuthorityRotationProperties.NextStage)]
    public Output<string> NextStage { get; private set; } = null!;

    /// <summary>The stage that came before this one; null at first.</summary>
    [Output(CertificateAuthorityRotationProperties.CameFrom)]
    public Output<string?> CameFrom { get; private set; } = null!;

    /// <summary>Since when the stage is as it is (ISO 8601, UTC).</summary>
    [Output(CertificateAuthorityRotationProperties.StageSince)]
    public Output<string> StageSince { get; private set; } = null!;
}
