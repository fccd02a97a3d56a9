using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;

namespace Infra.Lambdas.RegistrationActivator;

/// <summary>Puts the activator together from its environment.</summary>
internal static class RegistrationActivatorFunction
{
    public static ActivatorHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.RegistrationActivator, host.Environment);
        var deviceTable = settings.Text(EnvironmentVariables.DeviceTable);
        var devicePolicy = settings.Text(EnvironmentVariables.DevicePolicy);
        settings.ThrowIfFaulty();

        var iot = new AwsIotRegistry(AwsClients.Iot());
        return new ActivatorHandler(
            new DynamoDeviceRegistry(AwsClients.GetItem(host.WarmUp), deviceTable),
            iot,
            new Registrar(iot, devicePolicy),
            host.LogOf(settings),
            host.Time);
    }
}
