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
    public static ProvisioningFunction Authorizer(FunctionDefaults defaults, DeviceRegistry registry, ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.Authorizer, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.Authorizer,
            Description = "Checks a CSR against the recorded key of its device",
            TimeoutSeconds = 10,
            Environment = Variables((EnvironmentVariables.DeviceTable, registry.TableName)),
        }, options);
        registry.GrantRead(function);
        return function;
    }

    /// <summary>Gets certificates from the region's CA, and leaves it to JITP to register them.</summary>
    public static ProvisioningFunction IssuerAcmPca(
        FunctionDefaults defaults, RegionalAuthority authority, IssuanceLedger ledger, IssuedCertificates issued, ComponentResourceOptions? options = null)
    {
        var direct = issued.RegistrationMode == RegistrationModes.Direct;
        var environment = Variables(
            (EnvironmentVariables.LedgerTable, ledger.TableName),
            (EnvironmentVariables.CertificateAuthorityArn, authority.AuthorityArn),
            (EnvironmentVariables.CertificateTemplateArn, authority.DeviceTemplateArn),
            (EnvironmentVariables.CertificateValidityDays, issued.ValidityDays.ToString(CultureInfo.InvariantCulture)),
            (EnvironmentVariables.RegistrationMode, issued.RegistrationMode),
            (EnvironmentVariables.IotEndpoint, issued.IotEndpoint));
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
        FunctionDefaults defaults, IssuanceLedger ledger, DevicePolicy policy, Input<string> iotEndpoint, ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.IssuerIotCore, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.IssuerIotCore,
            Description = "Gets device certificates from AWS IoT Core",
            TimeoutSeconds = IssuerTimeoutSeconds,
            Environment = Variables(
                (EnvironmentVariables.LedgerTable, ledger.TableName),
                (EnvironmentVariables.DevicePolicy, policy.PolicyName),
                (EnvironmentVariables.IotEndpoint, iotEndpoint)),
        }, options);
        ledger.GrantRecord(function);
        policy.GrantRegister(function, CertificateOrigin.IotCore);
        return function;
    }

    /// <summary>Decides whether a device with a claim may be provisioned by a fleet template, and under which thing name.</summary>
    /// <param name="defaults">What all functions of the stack share.</param>
    /// <param name="registry">The device table.</param>
    /// <param name="templateName">The template's name, known before the template is made: the template in turn names this function as its hook.</param>
    /// <param name="options">Pulumi's.</param>
    public static ProvisioningFunction PreProvisioningHook(
        FunctionDefaults defaults, DeviceRegistry registry, string templateName, ComponentResourceOptions? options = null)
    {
        var function = new ProvisioningFunction(HandlerNames.PreProvisioningHook, new()
        {
            Defaults = defaults,
            Handler = HandlerNames.PreProvisioningHook,
            Description = "Decides whether a device with a claim may be provisioned",
            TimeoutSeconds = (int)PreProvisioningHooks.Patience.TotalSeconds,
            Environment = Variables(
                (EnvironmentVariables.DeviceTable, registry.TableName),
                (EnvironmentVariables.ProvisioningTemplate, templateName)),
        }, options);
        registry.GrantRead(function);
        return function;
    }

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
    public int ValidityDays { get; init; } = 365;
}
