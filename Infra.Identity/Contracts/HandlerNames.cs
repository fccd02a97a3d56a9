namespace Infra.Identity.Contracts;

/// <summary>
/// Which function the one executable <c>bootstrap</c> becomes: values of <c>_HANDLER</c>, or of <see cref="EnvironmentVariables.Function"/> under
/// <see cref="FunctionRuntimes.Dotnet10"/>.
/// </summary>
public static class HandlerNames
{
    /// <summary>Checks a CSR against the device's recorded key.</summary>
    public const string Authorizer = "authorizer";

    /// <summary>Gets a certificate from the region's ACM Private CA.</summary>
    public const string IssuerAcmPca = "issuer-acm-pca";

    /// <summary>Gets a certificate from AWS IoT Core.</summary>
    public const string IssuerIotCore = "issuer-iot-core";

    /// <summary>Decides whether a device with a claim may be provisioned, and under which thing name.</summary>
    public const string PreProvisioningHook = "pre-provisioning-hook";

    /// <summary>Makes a five-minute claim for a trusted user who wants to provision a device.</summary>
    public const string ClaimVendor = "claim-vendor";

    /// <summary>Activates certificates that came with a device's first connection (just-in-time registration), or revokes them.</summary>
    public const string RegistrationActivator = "registration-activator";

    /// <summary>Signs what fleet provisioning's CreateCertificateFromCsr asks for, with the region's ACM Private CA.</summary>
    public const string CertificateProvider = "certificate-provider";

    /// <summary>Takes certificates out of service that have been renewed.</summary>
    public const string CertificateRetirer = "certificate-retirer";
}
