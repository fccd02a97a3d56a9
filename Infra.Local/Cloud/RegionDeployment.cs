using System.Collections.Immutable;
using Infra.Local.Interpretation;

namespace Infra.Local.Cloud;

/// <summary>One region's run of the program.</summary>
/// <param name="Region">The region.</param>
/// <param name="Resources">What was made, in order.</param>
/// <param name="Outputs">The stack's outputs by name; one without a value is left out.</param>
internal sealed record RegionDeployment(string Region, ImmutableArray<MadeResource> Resources, ImmutableDictionary<string, string> Outputs)
{
    /// <summary>Where devices post their CSR, without the route.</summary>
    public string ApiUrl => Outputs["apiUrl"];

    /// <summary>Where devices connect.</summary>
    public string IotEndpoint => Outputs["iotEndpoint"];

    /// <summary>Name of the device table.</summary>
    public string TableName => Outputs["tableName"];

    /// <summary>ARN of the region's CA; null without the issuer acm-pca.</summary>
    public string? CertificateAuthorityArn => Outputs.GetValueOrDefault("caArn");

    /// <summary>Certificate of the region's CA, PEM; null without the issuer acm-pca.</summary>
    public string? CaCertificate => Outputs.GetValueOrDefault("caCertificate");

    /// <summary>Name of the fleet provisioning template; null without installer.</summary>
    public string? FleetTemplateName => Outputs.GetValueOrDefault("fleetTemplateName");

    /// <summary>ARN of the installers' role; null without installer.</summary>
    public string? InstallerRoleArn => Outputs.GetValueOrDefault("installerRoleArn");

    /// <summary>Id of the CA in AWS IoT; null while it is not registered.</summary>
    public string? CaCertificateId => Outputs.GetValueOrDefault("caCertificateId");
}

/// <summary>The program's run failed; the message names the first resource that could not be made.</summary>
internal sealed class DeploymentFailedException(string message, Exception cause) : Exception(message, cause);
