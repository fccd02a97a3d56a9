namespace Infra.Provider;

/// <summary>A verb that could not be done. The engine shows only the message, so the stable code stands in it.</summary>
public sealed class ProvisioningException : Exception
{
    public ProvisioningException(string code, string message, Exception? cause = null) : base($"{message} [{code}]", cause) => Code = code;

    /// <summary>One of <see cref="ProvisioningErrors"/>.</summary>
    public string Code { get; }
}

/// <summary>Stable codes of <see cref="ProvisioningException"/>.</summary>
public static class ProvisioningErrors
{
    /// <summary>The engine named a resource type that this provider does not have.</summary>
    public const string UnknownType = "provisioning-unknown-type";

    /// <summary>A verb got inputs that Check would have refused.</summary>
    public const string InvalidInputs = "provisioning-invalid-inputs";

    /// <summary>AWS IoT knows the CA already, and adopting it was not asked for.</summary>
    public const string AlreadyRegistered = "provisioning-ca-already-registered";

    /// <summary>AWS IoT has a certificate provider already: of the same name, or another in the account's only place.</summary>
    public const string ProviderExists = "provisioning-certificate-provider-exists";

    /// <summary>AWS throttled, failed or did not answer each try of a call.</summary>
    public const string AwsUnavailable = "provisioning-aws-unavailable";

    /// <summary>AWS answered a call with no: not authorized, not valid, not found.</summary>
    public const string AwsRefused = "provisioning-aws-refused";

    /// <summary>Active device certificates depend on the CA whose registration was to be deleted.</summary>
    public const string InUse = "provisioning-ca-in-use";

    /// <summary>A rotation was to take a step that leaves devices without a CA, or more than one step.</summary>
    public const string RotationRefused = "provisioning-rotation-refused";

    /// <summary>ACM PCA did not finish the verification certificate within the bound.</summary>
    public const string VerificationTimedOut = "provisioning-verification-timed-out";

    /// <summary>The verification certificate was not issued by the CA that is to be registered.</summary>
    public const string WrongAuthority = "provisioning-wrong-authority";

    /// <summary>The resource's own timeout (customTimeouts) ran out.</summary>
    public const string TimedOut = "provisioning-timed-out";

    /// <summary>An import id that does not say what to import, or a resource that cannot be imported.</summary>
    public const string NotImportable = "provisioning-not-importable";
}
