using Infra.Identity.Contracts;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Issuing;

/// <summary>What every function that issues reads from its environment, and what it makes of it.</summary>
internal sealed record IssuanceSettings(string LedgerTable, CertificateLimits Limits, int PerMinute)
{
    /// <summary>A device that may have no second certificate could never renew its first.</summary>
    private const int FewestLive = 2;

    public static IssuanceSettings Read(SettingsReader settings) => new(
        settings.Text(EnvironmentVariables.LedgerTable),
        new CertificateLimits(
            TimeSpan.FromMinutes(settings.WholeNumber(EnvironmentVariables.MinimumIntervalMinutes, 0, 525_600)),
            settings.WholeNumber(EnvironmentVariables.MaximumLiveCertificates, FewestLive, 100),
            ReadOverlap(settings)),
        settings.WholeNumber(EnvironmentVariables.IssuancesPerMinute, 1, 100_000));

    /// <summary>How long a certificate stays in service after its successor.</summary>
    public static TimeSpan ReadOverlap(SettingsReader settings) => TimeSpan.FromDays(settings.WholeNumber(EnvironmentVariables.OverlapDays, 0, 365));

    public Issuance Compose(IIssuer issuer, IIssuanceLedger ledger, IDeviceAccounts accounts, IRetirementAgenda agenda, TimeProvider time) =>
        new(issuer, ledger, new DeviceAllowance(accounts, agenda, Limits, time), new LoadShedder(PerMinute, time), time);
}
