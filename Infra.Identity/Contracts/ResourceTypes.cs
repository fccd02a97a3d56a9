namespace Infra.Identity.Contracts;

/// <summary>Type tokens of the Pulumi provider <c>provisioning</c>, and the property names that program and provider share.</summary>
public static class ResourceTypes
{
    /// <summary>The provider's package name.</summary>
    public const string Package = "provisioning";

    /// <summary>Registers a CA with AWS IoT, making the verification certificate on the way.</summary>
    public const string CaRegistration = "provisioning:index:CaRegistration";

    /// <summary>Signs a subordinate CA's CSR with a parent key held as a Pulumi secret (dev stacks, the local cloud).</summary>
    public const string SubordinateCertificate = "provisioning:index:SubordinateCertificate";

    /// <summary>Guards the way from one generation of a region's CA to the next.</summary>
    public const string CertificateAuthorityRotation = "provisioning:index:CertificateAuthorityRotation";

    /// <summary>Lets a function sign what fleet provisioning's CreateCertificateFromCsr asks for, for the whole account in a region.</summary>
    public const string CertificateProvider = "provisioning:index:CertificateProvider";
}

/// <summary>Properties of <see cref="ResourceTypes.CertificateProvider"/>.</summary>
public static class CertificateProviderProperties
{
    /// <summary>Input: the region whose AWS IoT asks the function.</summary>
    public const string Region = "region";

    /// <summary>Input: the provider's name, 1 to 128 of A-Z a-z 0-9 _ = , @ -.</summary>
    public const string ProviderName = "providerName";

    /// <summary>Input: ARN of the function that signs.</summary>
    public const string FunctionArn = "functionArn";

    /// <summary>Output: the provider's ARN.</summary>
    public const string ProviderArn = "providerArn";
}

/// <summary>Properties of <see cref="ResourceTypes.CertificateAuthorityRotation"/>.</summary>
public static class CertificateAuthorityRotationProperties
{
    /// <summary>Input: the region whose AWS IoT the generations are registered with.</summary>
    public const string Region = "region";

    /// <summary>Input: the stage to be in, a <see cref="RotationStage"/>.</summary>
    public const string Stage = "stage";

    /// <summary>Input: PEM of the CA of the newest generation.</summary>
    public const string NewestCaCertificatePem = "newestCaCertificatePem";

    /// <summary>Input: PEM of the CA of the generation before, while there is one.</summary>
    public const string FormerCaCertificatePem = "formerCaCertificatePem";

    /// <summary>Input: within how many days of its issuance a device connects for the first time. Default: 7.</summary>
    public const string FirstConnectionDays = "firstConnectionDays";

    /// <summary>Input: move on even though devices lose their CA. Default: false.</summary>
    public const string Force = "force";

    /// <summary>Output: the stage that follows.</summary>
    public const string NextStage = "nextStage";

    /// <summary>Output: the stage that came before this one; none at first.</summary>
    public const string CameFrom = "cameFrom";

    /// <summary>Output: since when the stage is as it is (ISO 8601, UTC).</summary>
    public const string StageSince = "stageSince";
}

/// <summary>What a CA's registration carries in AWS IoT.</summary>
public static class CaRegistrationTags
{
    /// <summary>
    /// Tag of a registered CA in AWS IoT: SHA-256, in hex, of the URN of the Pulumi resource that registered it. By it a resource knows its own
    /// registration again, when the try that made it never came to its end.
    /// </summary>
    public const string Owner = "provisioning:registered-by";
}

/// <summary>Properties of <see cref="ResourceTypes.CaRegistration"/>.</summary>
public static class CaRegistrationProperties
{
    /// <summary>Input: the region whose AWS IoT the CA is registered with.</summary>
    public const string Region = "region";

    /// <summary>Input: PEM of the CA certificate to register.</summary>
    public const string CaCertificatePem = "caCertificatePem";

    /// <summary>Input: ARN of the ACM Private CA that signs the verification certificate; required in mode DEFAULT.</summary>
    public const string CertificateAuthorityArn = "certificateAuthorityArn";

    /// <summary>Input: DEFAULT or SNI_ONLY.</summary>
    public const string CertificateMode = "certificateMode";

    /// <summary>Input: whether the CA is active.</summary>
    public const string Active = "active";

    /// <summary>Input: whether AWS IoT registers certificates of this CA at their first connection.</summary>
    public const string AutoRegistration = "autoRegistration";

    /// <summary>Input: name of the JITP template; none means JITR.</summary>
    public const string TemplateName = "templateName";

    /// <summary>Input: take a registration over that exists already, instead of failing. Default: false.</summary>
    public const string AdoptExisting = "adoptExisting";

    /// <summary>Input: delete the registration even while active device certificates depend on it. Default: false.</summary>
    public const string Force = "force";

    /// <summary>Output: the CA's id in AWS IoT (64 hex).</summary>
    public const string CaCertificateId = "caCertificateId";

    /// <summary>Output: the CA's ARN in AWS IoT.</summary>
    public const string CaCertificateArn = "caCertificateArn";
}

/// <summary>Properties of <see cref="ResourceTypes.SubordinateCertificate"/>.</summary>
public static class SubordinateCertificateProperties
{
    /// <summary>Input: PEM of the CSR that ACM PCA made for the CA.</summary>
    public const string CertificateSigningRequestPem = "certificateSigningRequestPem";

    /// <summary>Input, secret: PEM (PKCS#8) of the parent's private key.</summary>
    public const string ParentPrivateKeyPem = "parentPrivateKeyPem";

    /// <summary>Input: PEM of the parent's certificate, then its issuers up to and including the root.</summary>
    public const string ParentChainPem = "parentChainPem";

    /// <summary>Input: life of the subordinate's certificate, in whole days.</summary>
    public const string ValidityDays = "validityDays";

    /// <summary>Input: path length of the subordinate; 0 for a regional issuer.</summary>
    public const string PathLength = "pathLength";

    /// <summary>Output: PEM of the signed certificate.</summary>
    public const string CertificatePem = "certificatePem";

    /// <summary>Output: PEM chain for ACM PCA: parent first, root last, without the certificate itself.</summary>
    public const string CertificateChainPem = "certificateChainPem";
}
