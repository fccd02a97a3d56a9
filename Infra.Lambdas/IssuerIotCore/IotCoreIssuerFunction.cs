using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.IssuerIotCore;

/// <summary>Puts the AWS IoT Core issuer together from its environment.</summary>
internal static class IotCoreIssuerFunction
{
    public static IssuerHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.IssuerIotCore, host.Environment);
        var ledgerTable = settings.Text(EnvironmentVariables.LedgerTable);
        var devicePolicy = settings.Text(EnvironmentVariables.DevicePolicy);
        var iotEndpoint = settings.Text(EnvironmentVariables.IotEndpoint);
        settings.ThrowIfFaulty();

        var iot = new AwsIotRegistry(AwsClients.Iot());
        return new IssuerHandler(
            new IotCoreIssuer(iot, new Registrar(iot, devicePolicy), host.Time),
            new DynamoIssuanceLedger(AwsClients.DynamoDb(), ledgerTable),
            iotEndpoint,
            new FunctionLog(HandlerNames.IssuerIotCore, host.Log, host.Time),
            host.Time);
    }
}
