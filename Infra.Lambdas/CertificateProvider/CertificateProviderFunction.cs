using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.IssuerAcmPca;
using Infra.Lambdas.Issuing;

namespace Infra.Lambdas.CertificateProvider;

/// <summary>Puts the certificate provider together from its environment.</summary>
internal static class CertificateProviderFunction
{
    public static CertificateProviderHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.CertificateProvider, host.Environment);
        var deviceTable = settings.Text(EnvironmentVariables.DeviceTable);
        var issuance = IssuanceSettings.Read(settings);
        var authorityArn = settings.Text(EnvironmentVariables.CertificateAuthorityArn);
        var templateArn = settings.Text(EnvironmentVariables.CertificateTemplateArn);
        var validityDays = settings.WholeNumber(EnvironmentVariables.CertificateValidityDays, 1, AcmPcaIssuerFunction.MostDays);
        var freshness = FreshnessSettings.Read(settings);
        settings.ThrowIfFaulty();

        var dynamo = AwsClients.DynamoDb();
        var authority = new AcmPcaAuthority(AwsClients.AcmPca(), authorityArn, templateArn, host.Time);

        // Fleet provisioning registers what it gets; this function does not.
        var issuer = new AcmPcaIssuer(authority, registration: null, TimeSpan.FromDays(validityDays), host.Time);
        return new CertificateProviderHandler(
            new DynamoDeviceRegistry(AwsClients.GetItem(host.WarmUp), deviceTable),
            freshness,
            issuance.Compose(
                issuer,
                new DynamoIssuanceLedger(dynamo, issuance.LedgerTable),
                new DynamoDeviceAccounts(dynamo, issuance.LedgerTable),
                new DynamoRetirementAgenda(dynamo, issuance.LedgerTable),
                host.Time),
            host.LogOf(settings),
            host.Time);
    }
}
