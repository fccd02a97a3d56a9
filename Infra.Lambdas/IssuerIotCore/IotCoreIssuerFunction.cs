using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;

namespace Infra.Lambdas.IssuerIotCore;

/// <summary>Puts the AWS IoT Core issuer together from its environment.</summary>
internal static class IotCoreIssuerFunction
{
    public static IssuerHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.IssuerIotCore, host.Environment);
        var issuance = IssuanceSettings.Read(settings);
        var devicePolicy = settings.Text(EnvironmentVariables.DevicePolicy);
        var iotEndpoint = settings.Text(EnvironmentVariables.IotEndpoint);
        settings.ThrowIfFaulty();

        var (iot, dynamo) = (new AwsIotRegistry(AwsClients.Iot()), AwsClients.DynamoDb());
        return new IssuerHandler(
            issuance.Compose(
                new IotCoreIssuer(iot, new Registrar(iot, devicePolicy), host.Time),
                new DynamoIssuanceLedger(dynamo, issuance.LedgerTable),
                new DynamoDeviceAccounts(dynamo, issuance.LedgerTable),
                new DynamoRetirementAgenda(dynamo, issuance.LedgerTable),
                host.Time),
            iotEndpoint,
            host.LogOf(settings),
            host.Time);
    }
}
