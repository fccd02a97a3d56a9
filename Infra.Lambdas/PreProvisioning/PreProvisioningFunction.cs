using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;

namespace Infra.Lambdas.PreProvisioning;

/// <summary>Puts the hook together from its environment.</summary>
internal static class PreProvisioningFunction
{
    public static PreProvisioningHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.PreProvisioningHook, host.Environment);
        var deviceTable = settings.Text(EnvironmentVariables.DeviceTable);
        var template = settings.Text(EnvironmentVariables.ProvisioningTemplate);
        settings.ThrowIfFaulty();

        return new PreProvisioningHandler(
            new DynamoDeviceRegistry(AwsClients.GetItem(host.WarmUp), deviceTable),
            template,
            host.LogOf(settings),
            host.Time);
    }
}
