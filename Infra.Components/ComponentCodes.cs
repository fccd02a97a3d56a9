namespace Infra.Components;

/// <summary>The codes of <see cref="ComponentException"/>; programs and scripts may rely on them. What to do next is in docs/errors.md.</summary>
public static class ComponentCodes
{
    /// <summary>A global table is encrypted under a KMS key in some of its regions only.</summary>
    public const string KmsKeyMissing = "kms-key-missing";

    /// <summary>A CA's algorithms are none that ACM PCA knows, or do not fit each other.</summary>
    public const string AuthorityAlgorithmInvalid = "authority-algorithm-invalid";

    /// <summary>A CA's common name is longer than X.509 allows.</summary>
    public const string AuthorityNameTooLong = "authority-name-too-long";

    /// <summary>A CA is asked for what its usage mode does not offer.</summary>
    public const string AuthorityUsageConflict = "authority-usage-conflict";

    /// <summary>The way in which a CA gets its certificate is none of the known ones.</summary>
    public const string ParentUnknown = "parent-unknown";

    /// <summary>The host of a CRL or an OCSP responder is no host name.</summary>
    public const string RevocationHostInvalid = "revocation-host-invalid";

    /// <summary>A CA is to be shared with what is no account.</summary>
    public const string AuthorityShareInvalid = "authority-share-invalid";

    /// <summary>A rotation needs the signed certificate of a CA generation that came without.</summary>
    public const string RotationIncomplete = "rotation-incomplete";

    /// <summary>A policy's topic is none that AWS IoT takes as it is meant.</summary>
    public const string IotTopicInvalid = "iot-topic-invalid";

    /// <summary>An IoT policy is longer than AWS IoT takes.</summary>
    public const string IotPolicyTooLong = "iot-policy-too-long";

    /// <summary>A statement about every resource comes without its reason.</summary>
    public const string WildcardUnexplained = "wildcard-unexplained";

    /// <summary>The way in which a certificate came to AWS IoT is none of the known ones.</summary>
    public const string CertificateOriginUnknown = "certificate-origin-unknown";

    /// <summary>A claim policy names a payload format that MQTT provisioning does not have.</summary>
    public const string ClaimFormatUnknown = "claim-format-unknown";

    /// <summary>A provisioning template has a part that AWS IoT would refuse.</summary>
    public const string TemplateInvalid = "template-invalid";

    /// <summary>A provisioning template's name is none that AWS IoT takes.</summary>
    public const string TemplateNameInvalid = "template-name-invalid";

    /// <summary>A provisioning template is longer than AWS IoT takes.</summary>
    public const string TemplateTooLong = "template-too-long";

    /// <summary>A registration activator has no CA to listen to.</summary>
    public const string ActivatorWithoutAuthority = "activator-without-authority";

    /// <summary>Failed events are to be kept for longer than SQS does, or not at all.</summary>
    public const string FailedEventsRetentionInvalid = "failed-events-retention-invalid";

    /// <summary>An installer's session is shorter or longer than IAM allows.</summary>
    public const string InstallerSessionInvalid = "installer-session-invalid";

    /// <summary>A log level is none of AWS IoT's.</summary>
    public const string IotLogLevelUnknown = "iot-log-level-unknown";

    /// <summary>A function's environment is not what its code reads.</summary>
    public const string FunctionEnvironmentMismatch = "function-environment-mismatch";

    /// <summary>The functions are not published for such a runtime.</summary>
    public const string FunctionRuntimeUnknown = "function-runtime-unknown";

    /// <summary>An API has no function that issues.</summary>
    public const string ApiWithoutIssuer = "api-without-issuer";

    /// <summary>Somebody is to be let into <c>POST /claim</c>, which the API does not have.</summary>
    public const string ApiWithoutClaims = "api-without-claims";

    /// <summary>Those who ask for claims cannot show who they are this way: nobody could, or everybody.</summary>
    public const string ClaimAuthorizationInvalid = "claim-authorization-invalid";

    /// <summary>Who may call an API cannot be said this way: nobody could, or everybody.</summary>
    public const string ApiCallersInvalid = "api-callers-invalid";

    /// <summary>An API's domain does not fit the API, its certificate or its zone.</summary>
    public const string ApiDomainInvalid = "api-domain-invalid";

    /// <summary>A firewall's limit is outside what AWS WAF allows.</summary>
    public const string FirewallLimitInvalid = "firewall-limit-invalid";
}
