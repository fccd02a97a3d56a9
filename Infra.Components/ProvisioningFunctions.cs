using System.Collections.Immutable;
using System.Globalization;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>
/// The functions of this project, each with the environment it reads and the access it needs: both follow from what it is given, so that
/// neither can be forgotten. What they read and call is declared in <see cref="FunctionContract"/>; tests hold the two together.
/// </summary>
public static class ProvisioningFunctions
{
    // An issuer answers before API Gateway gives up on it after 29 s.
    private const int IssuerTimeoutSeconds = 28;

    /// <summary>Checks a CSR against the device's recorded key.</summary>
    public static ProvisioningFunction Authorizer(
        FunctionDefaults defaults, DeviceRegistry registry, FreshnessRequirement? freshness = null, ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.Authorizer, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.Authorizer,
            Description = "Checks a CSR against the recorded key of its device",
            TimeoutSeconds = 10,
            Environment = Variables([(EnvironmentVariables.DeviceTable, registry.TableName), .. (freshness ?? new()).Variables()]),
        }, options);
        registry.GrantRead(function);
        return function;
    }

    /// <summary>Gets certificates from the region's CA, and leaves it to JITP to register them.</summary>
    public static ProvisioningFunction IssuerAcmPca(
        FunctionDefaults defaults, IIssuingAuthority authority, IssuanceLedger ledger, IssuedCertificates issued, ComponentResourceOptions? options = null)
    {
        var direct = issued.RegistrationMode == RegistrationModes.Direct;
        var environment = Variables(
            [
                (EnvironmentVariables.LedgerTable, ledger.TableName),
                .. Issuing(authority, issued.ValidityDays),
                (EnvironmentVariables.RegistrationMode, issued.RegistrationMode),
                (EnvironmentVariables.IotEndpoint, issued.IotEndpoint),
                .. issued.Limits.Variables(),
            ]);
        var function = new ProvisioningFunction(HandlerNames.IssuerAcmPca, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.IssuerAcmPca,
            Description = "Gets device certificates from the region's CA",
            TimeoutSeconds = IssuerTimeoutSeconds,
            RegistrationMode = issued.RegistrationMode,
            Environment = direct ? environment.Add(EnvironmentVariables.DevicePolicy, issued.Policy.PolicyName) : environment,
        }, options);
        ledger.GrantRecord(function);
        authority.GrantIssue(function);
        if (direct) { issued.Policy.GrantRegister(function, CertificateOrigin.RegionalAuthority); }
        return function;
    }

    /// <summary>Gets certificates from AWS IoT Core, which is all it takes to register them.</summary>
    public static ProvisioningFunction IssuerIotCore(
        FunctionDefaults defaults,
        IssuanceLedger ledger,
        DevicePolicy policy,
        Input<string> iotEndpoint,
        IssuanceLimits? limits = null,
        ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.IssuerIotCore, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.IssuerIotCore,
            Description = "Gets device certificates from AWS IoT Core",
            TimeoutSeconds = IssuerTimeoutSeconds,
            Environment = Variables(
                [
                    (EnvironmentVariables.LedgerTable, ledger.TableName),
                    (EnvironmentVariables.DevicePolicy, policy.PolicyName),
                    (EnvironmentVariables.IotEndpoint, iotEndpoint),
                    .. (limits ?? new()).Variables(),
                ]),
        }, options);
        ledger.GrantRecord(function);
        policy.GrantRegister(function, CertificateOrigin.IotCore);
        return function;
    }

    /// <summary>Decides whether a device with a claim may be provisioned by the product line's fleet template, and under which thing name.</summary>
    public static ProvisioningFunction PreProvisioningHook(FunctionDefaults defaults, DeviceRegistry registry, ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.PreProvisioningHook, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.PreProvisioningHook,
            Description = "Decides whether a device with a claim may be provisioned",
            TimeoutSeconds = (int)PreProvisioningHooks.Patience.TotalSeconds,
            Environment = Variables(
                (EnvironmentVariables.DeviceTable, registry.TableName),
                // By name: the template itself comes later, as it needs this function.
                (EnvironmentVariables.ProvisioningTemplate, defaults.Names.FleetTemplate)),
        }, options);
        registry.GrantRead(function);
        return function;
    }

    /// <summary>Makes five-minute claims for callers that an API has authenticated, by IAM or by a user pool.</summary>
    public static ProvisioningFunction ClaimVendor(
        FunctionDefaults defaults, DeviceRegistry registry, FleetTemplate template, Input<string> iotEndpoint, ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.ClaimVendor, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.ClaimVendor,
            Description = "Makes claims for trusted users who provision devices",
            TimeoutSeconds = 10,
            Environment = Variables(
                (EnvironmentVariables.DeviceTable, registry.TableName),
                (EnvironmentVariables.ProvisioningTemplate, template.TemplateName),
                (EnvironmentVariables.IotEndpoint, iotEndpoint)),
        }, options);
        registry.GrantRead(function);
        template.GrantClaim(function);
        return function;
    }

    /// <summary>Activates or revokes certificates that came with a first connection, under a CA that is registered without a template.</summary>
    public static ProvisioningFunction RegistrationActivator(
        FunctionDefaults defaults, DeviceRegistry registry, DevicePolicy policy, FailedEvents failedEvents, ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.RegistrationActivator, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.RegistrationActivator,
            Description = "Activates the certificates of recorded devices at their first connection",
            TimeoutSeconds = 30,
            DeadLetterQueueArn = failedEvents.QueueArn,
            Environment = Variables(
                (EnvironmentVariables.DeviceTable, registry.TableName),
                (EnvironmentVariables.DevicePolicy, policy.PolicyName)),
        }, options);
        registry.GrantRead(function);
        policy.GrantRegister(function, CertificateOrigin.FirstConnection);
        return function;
    }

    /// <summary>Signs with the region's CA what fleet provisioning's CreateCertificateFromCsr asks for.</summary>
    public static ProvisioningFunction CertificateProvider(
        FunctionDefaults defaults,
        DeviceRegistry registry,
        IIssuingAuthority authority,
        IssuanceLedger ledger,
        int validityDays = IssuedCertificates.DefaultValidityDays,
        IssuanceLimits? limits = null,
        FreshnessRequirement? freshness = null,
        ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.CertificateProvider, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.CertificateProvider,
            Description = "Signs for AWS IoT Core what recorded devices ask for",
            // AWS IoT waits no longer.
            TimeoutSeconds = 5,
            Environment = Variables(
                [
                    (EnvironmentVariables.DeviceTable, registry.TableName),
                    (EnvironmentVariables.LedgerTable, ledger.TableName),
                    .. Issuing(authority, validityDays),
                    .. (limits ?? new()).Variables(),
                    .. (freshness ?? new()).Variables(),
                ]),
        }, options);
        registry.GrantRead(function);
        ledger.GrantRecord(function);
        authority.GrantIssue(function);
        return function;
    }

    /// <summary>Takes certificates out of service that have been renewed, and counts the days that the region's CA has left, where there is one.</summary>
    public static ProvisioningFunction CertificateRetirer(
        FunctionDefaults defaults,
        IssuanceLedger ledger,
        DevicePolicy policy,
        IssuanceLimits? limits = null,
        IIssuingAuthority? authority = null,
        ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.CertificateRetirer, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.CertificateRetirer,
            Description = "Takes certificates out of service that have been renewed",
            // What it does not get to is still there a quarter of an hour later.
            TimeoutSeconds = 300,
            Environment = Variables(
                (EnvironmentVariables.LedgerTable, ledger.TableName),
                (EnvironmentVariables.OverlapDays, (limits ?? new()).OverlapDays.ToString(CultureInfo.InvariantCulture)),
                (EnvironmentVariables.AuthorityEndDay, authority?.CertificatePem?.Apply(CertificateEnd.DayOf) ?? Output.Create("0"))),
        }, options);
        ledger.GrantRetire(function);
        policy.GrantRetire(function);
        return function;
    }

    private static IEnumerable<(string Name, Input<string> Value)> Issuing(IIssuingAuthority authority, int validityDays) =>
    [
        (EnvironmentVariables.CertificateAuthorityArn, authority.AuthorityArn),
        (EnvironmentVariables.CertificateTemplateArn, authority.DeviceTemplateArn),
        (EnvironmentVariables.CertificateValidityDays, validityDays.ToString(CultureInfo.InvariantCulture)),
    ];

    private static ImmutableSortedDictionary<string, Input<string>> Variables(params ReadOnlySpan<(string Name, Input<string> Value)> variables)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, Input<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in variables) { all.Add(name, value); }
        return all.ToImmutable();
    }
}

/// <summary>What the issuer of the region's CA has to know about the certificates it gets.</summary>
public sealed record IssuedCertificates
{
    /// <summary>The devices' policy, which the issuer attaches in mode direct.</summary>
    public required DevicePolicy Policy { get; init; }

    /// <summary>The region's endpoint for devices (iot:Data-ATS), handed to them with the certificate.</summary>
    public required Input<string> IotEndpoint { get; init; }

    /// <summary>How certificates become known to AWS IoT, one of <see cref="RegistrationModes"/>. Default: jitp.</summary>
    public string RegistrationMode { get; init; } = RegistrationModes.Jitp;

    /// <summary>Longest life of a certificate in days. Default: 365.</summary>
    public int ValidityDays { get; init; } = DefaultValidityDays;

    /// <summary>How many a device may get, and how soon another. Default: what <see cref="IssuanceLimits"/> says.</summary>
    public IssuanceLimits Limits { get; init; } = new();

    internal const int DefaultValidityDays = 365;
}
