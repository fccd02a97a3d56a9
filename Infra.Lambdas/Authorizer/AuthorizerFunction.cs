using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Hosting;

namespace Infra.Lambdas.Authorizer;

/// <summary>Puts the authorizer together from its environment.</summary>
internal static class AuthorizerFunction
{
    public static AuthorizerHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.Authorizer, host.Environment);
        var deviceTable = settings.Text(EnvironmentVariables.DeviceTable);
        var freshness = FreshnessSettings.Read(settings);
        settings.ThrowIfFaulty();

        return new AuthorizerHandler(
            new DynamoDeviceRegistry(AwsClients.GetItem(host.WarmUp), deviceTable),
            freshness,
            host.LogOf(settings),
            host.Time);
    }
}
