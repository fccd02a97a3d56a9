using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;

namespace Infra.Lambdas.ClaimVendor;

/// <summary>Puts the claim vendor together from its environment.</summary>
internal static class ClaimVendorFunction
{
    public static ClaimHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.ClaimVendor, host.Environment);
        var deviceTable = settings.Text(EnvironmentVariables.DeviceTable);
        var template = settings.Text(EnvironmentVariables.ProvisioningTemplate);
        var iotEndpoint = settings.Text(EnvironmentVariables.IotEndpoint);
        settings.ThrowIfFaulty();

        return new ClaimHandler(
            new DynamoDeviceRegistry(AwsClients.GetItem(host.WarmUp), deviceTable),
            new AwsProvisioningClaims(AwsClients.Iot(), template),
            template,
            iotEndpoint,
            host.LogOf(settings),
            host.Time);
    }
}
