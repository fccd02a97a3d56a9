using System.Collections.Immutable;

namespace Infra.Identity.Contracts;

/// <summary>The functions' environment: what a component sets and a function reads, declared once for both.</summary>
public static class EnvironmentVariables
{
    /// <summary>The product line, by which metrics of several in one account and region are told apart (all functions).</summary>
    public const string Sku = "SKU";

    /// <summary>Name of the device table (all functions that look a device up).</summary>
    public const string DeviceTable = "DEVICE_TABLE";

    /// <summary>Name of this region's issuance ledger (issuers, certificate-provider, certificate-retirer).</summary>
    public const string LedgerTable = "LEDGER_TABLE";

    /// <summary>ARN of the region's ACM Private CA (issuer-acm-pca, certificate-provider).</summary>
    public const string CertificateAuthorityArn = "CERTIFICATE_AUTHORITY_ARN";

    /// <summary>ARN of the ACM PCA template that decides the extensions (issuer-acm-pca, certificate-provider).</summary>
    public const string CertificateTemplateArn = "CERTIFICATE_TEMPLATE_ARN";

    /// <summary>Longest life of a device certificate, in whole days (issuer-acm-pca, certificate-provider).</summary>
    public const string CertificateValidityDays = "CERTIFICATE_VALIDITY_DAYS";

    /// <summary>Minutes that pass at least between two new certificates of one device; 0 for none (issuers, certificate-provider).</summary>
    public const string MinimumIntervalMinutes = "MINIMUM_INTERVAL_MINUTES";

    /// <summary>How many certificates of one device may be live at once (issuers, certificate-provider).</summary>
    public const string MaximumLiveCertificates = "MAXIMUM_LIVE_CERTIFICATES";

    /// <summary>Days that a certificate stays in service after its successor (issuers, certificate-provider, certificate-retirer).</summary>
    public const string OverlapDays = "OVERLAP_DAYS";

    /// <summary>Issuances a minute that one environment of an issuer lets through; further ones are told to wait (issuers, certificate-provider).</summary>
    public const string IssuancesPerMinute = "ISSUANCES_PER_MINUTE";

    /// <summary>The greatest age of a request in seconds, by the freshness value that it is signed with; 0: none is asked for (authorizer, certificate-provider).</summary>
    public const string FreshnessSeconds = "FRESHNESS_SECONDS";

    /// <summary>How far a device's clock may be off, in seconds (authorizer, certificate-provider).</summary>
    public const string ClockSkewSeconds = "CLOCK_SKEW_SECONDS";

    /// <summary>How a certificate becomes known to AWS IoT: <see cref="RegistrationModes"/> (issuer-acm-pca).</summary>
    public const string RegistrationMode = "REGISTRATION_MODE";

    /// <summary>
    /// The day on which the region's CA ends, counted from 1970-01-01 (UTC); 0: there is none, or it is not known (certificate-retirer, which runs whether
    /// devices ask or not, and so can say how many days are left).
    /// </summary>
    public const string AuthorityEndDay = "AUTHORITY_END_DAY";

    /// <summary>Name of the provisioning template (claim-vendor, pre-provisioning-hook).</summary>
    public const string ProvisioningTemplate = "PROVISIONING_TEMPLATE";

    /// <summary>Name of the IoT policy that a device's certificate gets (issuers that register themselves, registration-activator).</summary>
    public const string DevicePolicy = "DEVICE_POLICY";

    /// <summary>The region's IoT data endpoint (iot:Data-ATS), handed to devices in the answer.</summary>
    public const string IotEndpoint = "IOT_ENDPOINT";

    /// <summary>
    /// Which function the executable becomes, one of <see cref="HandlerNames"/>, where <c>_HANDLER</c> has to name the assembly instead
    /// (<see cref="FunctionRuntimes.Dotnet10"/>; all functions, no contract names it).
    /// </summary>
    public const string Function = "PROVISIONING_FUNCTION";
}

/// <summary>Values of <see cref="EnvironmentVariables.RegistrationMode"/>; one per CA, never both.</summary>
public static class RegistrationModes
{
    /// <summary>The device's first connection registers the certificate (just-in-time provisioning).</summary>
    public const string Jitp = "jitp";

    /// <summary>
    /// The device's first connection brings the certificate, and a function decides whether it is activated (just-in-time registration): it holds
    /// subject and key against the device table once more.
    /// </summary>
    public const string Jitr = "jitr";

    /// <summary>The issuer registers certificate and thing itself, and rolls back on failure.</summary>
    public const string Direct = "direct";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = [Jitp, Jitr, Direct];
}
