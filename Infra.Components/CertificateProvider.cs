using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="CertificateProvider"/> is made from.</summary>
public sealed class CertificateProviderArgs : ResourceArgs
{
    /// <summary>The region whose AWS IoT asks the function.</summary>
    [Input(CertificateProviderProperties.Region, required: true)]
    public required Input<string> Region { get; init; }

    /// <summary>The provider's name, 1 to 128 of A-Z a-z 0-9 _ = , @ -.</summary>
    [Input(CertificateProviderProperties.ProviderName, required: true)]
    public required Input<string> ProviderName { get; init; }

    /// <summary>ARN of the function that signs.</summary>
    [Input(CertificateProviderProperties.FunctionArn, required: true)]
    public required Input<string> FunctionArn { get; init; }
}

/// <summary>
/// AWS IoT's certificate provider: from when it exists, fleet provisioning's CreateCertificateFromCsr asks a function instead of Amazon's own CA, for the
/// whole account in its region. A resource of this project's own provider, because the public one has none.
/// </summary>
public sealed class CertificateProvider(string name, CertificateProviderArgs args, CustomResourceOptions? options = null)
    : CustomResource(ResourceTypes.CertificateProvider, name, args, options)
{
    /// <summary>The provider's ARN.</summary>
    [Output(CertificateProviderProperties.ProviderArn)]
    public Output<string> ProviderArn { get; private set; } = null!;
}
