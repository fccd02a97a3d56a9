using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;

namespace Infra.Lambdas.CertificateRetirer;

/// <summary>Puts the certificate retirer together from its environment.</summary>
internal static class CertificateRetirerFunction
{
    // The year 9999, as which RFC 5280 (4.1.2.5) writes "no well-defined end".
    private const int MostDays = 2_932_896;

    private static readonly DateOnly UnixEpoch = new(1970, 1, 1);

    public static RetirerHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.CertificateRetirer, host.Environment);
        var ledgerTable = settings.Text(EnvironmentVariables.LedgerTable);
        var overlap = IssuanceSettings.ReadOverlap(settings);
        var endDay = settings.WholeNumber(EnvironmentVariables.AuthorityEndDay, 0, MostDays);
        settings.ThrowIfFaulty();

        var dynamo = AwsClients.DynamoDb();
        var agenda = new DynamoRetirementAgenda(dynamo, ledgerTable);
        var retirement = new Retirement(
            new DynamoDeviceAccounts(dynamo, ledgerTable), new AwsIotRegistry(AwsClients.Iot()), agenda, CertificateLimits.OfOverlap(overlap), host.Time);
        return new RetirerHandler(agenda, retirement, endDay == 0 ? null : UnixEpoch.AddDays(endDay), host.LogOf(settings), host.Time);
    }
}
