using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Issuing;

namespace Infra.Lambdas.IssuerAcmPca;

/// <summary>Puts the ACM PCA issuer together from its environment.</summary>
internal static class AcmPcaIssuerFunction
{
    /// <summary>Nothing in the field is worth trusting for longer, and it keeps the sum of dates in range.</summary>
    public const int MostDays = 36500;

    public static IssuerHandler Compose(FunctionHost host)
    {
        var settings = new SettingsReader(HandlerNames.IssuerAcmPca, host.Environment);
        var issuance = IssuanceSettings.Read(settings);
        var authorityArn = settings.Text(EnvironmentVariables.CertificateAuthorityArn);
        var templateArn = settings.Text(EnvironmentVariables.CertificateTemplateArn);
        var validityDays = settings.WholeNumber(EnvironmentVariables.CertificateValidityDays, 1, MostDays);
        var mode = settings.OneOf(EnvironmentVariables.RegistrationMode, [.. RegistrationModes.All]);
        var iotEndpoint = settings.Text(EnvironmentVariables.IotEndpoint);
        var devicePolicy = mode == RegistrationModes.Direct ? settings.Text(EnvironmentVariables.DevicePolicy) : null;
        settings.ThrowIfFaulty();

        var dynamo = AwsClients.DynamoDb();
        return new IssuerHandler(
            issuance.Compose(
                new AcmPcaIssuer(
                    new AcmPcaAuthority(AwsClients.AcmPca(), authorityArn, templateArn, host.Time),
                    devicePolicy is null ? null : RegistrationWith(devicePolicy),
                    TimeSpan.FromDays(validityDays),
                    host.Time),
                new DynamoIssuanceLedger(dynamo, issuance.LedgerTable),
                new DynamoDeviceAccounts(dynamo, issuance.LedgerTable),
                new DynamoRetirementAgenda(dynamo, issuance.LedgerTable),
                host.Time),
            iotEndpoint,
            host.LogOf(settings),
            host.Time);
    }

    private static DirectRegistration RegistrationWith(string devicePolicy)
    {
        var iot = new AwsIotRegistry(AwsClients.Iot());
        return new DirectRegistration(iot, new Registrar(iot, devicePolicy));
    }
}
