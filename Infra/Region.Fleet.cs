using Infra.Components;

namespace Infra;

/// <summary>Fleet provisioning by trusted users: there where the settings name an installer, or a user pool of such.</summary>
internal sealed partial class Region
{
    /// <summary>The function that decides whether a device with a claim is provisioned.</summary>
    public ProvisioningFunction? Hook(DeviceRegistry devices) =>
        !_settings.ProvisionsWithClaims ? null : ProvisioningFunctions.PreProvisioningHook(_functions, devices);

    public FleetTemplate? Fleet(ProvisioningFunction? hook, DevicePolicy policy) => hook is null ? null : new("fleet", new()
    {
        Names = _names,
        Body = new() { PolicyName = policy.PolicyName },
        Hook = new("fleet", new() { Names = _names, Function = hook }),
        Tags = _tags,
    });

    public ProvisioningFunction? ClaimVendor(DeviceRegistry devices, FleetTemplate? fleet) =>
        fleet is null || !_settings.ClaimApi ? null : ProvisioningFunctions.ClaimVendor(_functions, devices, fleet, IotEndpoint);

    /// <summary>The function that signs for fleet provisioning in place of Amazon's own CA.</summary>
    public ProvisioningFunction? FleetSigning(DeviceRegistry devices, RotatingAuthority? authority, IssuanceLedger ledger)
    {
        if (authority is null || !_settings.CertificateProvider) { return null; }
        var function = ProvisioningFunctions.CertificateProvider(
            _functions, devices, authority, ledger, _settings.DeviceValidityDays, _settings.LimitsUnder(_settings.Quotas.IssueCertificate), _settings.Freshness);
        _ = new FleetSigning("fleet-signing", new() { Names = _names, Function = function });
        return function;
    }

    public TrustedInstaller? Installer(FleetTemplate? fleet, ProvisioningFunction? claimVendor, ProvisioningApi api) => fleet is null || _settings.Installer is not { } assumedBy ? null : new("installer", new()
    {
        Names = _names,
        Template = fleet,
        AssumedBy = assumedBy,
        Api = claimVendor is null ? null : api,
        Tags = _tags,
    });
}
