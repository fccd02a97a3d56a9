using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;

namespace Infra.Lambdas.CertificateRetirer;

/// <summary>Puts the certificate retirer together from its environment.</summary>
internal static class CertificateRetirerFunction
{
    public static RetirerHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.CertificateRetirer, host.Environment);
        var ledgerTable = settings.Text(EnvironmentVariables.LedgerTable);
        var overlap = IssuanceSettings.ReadOverlap(settings);
        settings.ThrowIfFaulty();

        var dynamo = AwsClients.DynamoDb();
        var agenda = new DynamoRetirementAgenda(dynamo, ledgerTable);
        var retirement = new Retirement(
            new DynamoDeviceAccounts(dynamo, ledgerTable), new AwsIotRegistry(AwsClients.Iot()), agenda, CertificateLimits.OfOverlap(overlap), host.Time);
        return new RetirerHandler(agenda, retirement, host.LogOf(settings), host.Time);
    }
}
