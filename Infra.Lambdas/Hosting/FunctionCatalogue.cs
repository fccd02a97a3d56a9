using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity.Contracts;
using Infra.Lambdas.Authorizer;
using Infra.Lambdas.CertificateProvider;
using Infra.Lambdas.CertificateRetirer;
using Infra.Lambdas.ClaimVendor;
using Infra.Lambdas.IssuerAcmPca;
using Infra.Lambdas.IssuerIotCore;
using Infra.Lambdas.PreProvisioning;
using Infra.Lambdas.RegistrationActivator;

namespace Infra.Lambdas.Hosting;

/// <summary>The functions of this executable, by the name that <c>_HANDLER</c> gives, or the function's own variable where that names the assembly.</summary>
internal static class FunctionCatalogue
{
    private const string HandlerVariable = "_HANDLER";

    public static IFunction Compose(FunctionHost host) => host.Environment(HandlerVariable) is FunctionRuntimes.Assembly
        ? Compose(host, EnvironmentVariables.Function)
        : Compose(host, HandlerVariable);

    private static IFunction Compose(FunctionHost host, string variable) => host.Environment(variable) switch
    {
        HandlerNames.Authorizer => new JsonFunction<RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse>(
            AuthorizerFunction.Compose(host), RequestAuthorizerEvent.Read, AuthorizerAnswer.Write),
        HandlerNames.IssuerAcmPca => Join(AcmPcaIssuerFunction.Compose(host)),
        HandlerNames.IssuerIotCore => Join(IotCoreIssuerFunction.Compose(host)),
        HandlerNames.PreProvisioningHook => Join(PreProvisioningFunction.Compose(host)),
        HandlerNames.ClaimVendor => Join(ClaimVendorFunction.Compose(host)),
        HandlerNames.RegistrationActivator => Join(RegistrationActivatorFunction.Compose(host)),
        HandlerNames.CertificateProvider => Join(CertificateProviderFunction.Compose(host)),
        HandlerNames.CertificateRetirer => Join(CertificateRetirerFunction.Compose(host)),
        var other => throw new FunctionSettingsException(
            $"{variable} is '{other}'; it must be one of {string.Join(", ", FunctionContract.All.Select(contract => contract.Handler))}"),
    };

    private static JsonFunction<TEvent, TAnswer> Join<TEvent, TAnswer>(IHandler<TEvent, TAnswer> handler) =>
        new(handler, (JsonTypeInfo<TEvent>)LambdaJson.Default.GetTypeInfo(typeof(TEvent))!, (JsonTypeInfo<TAnswer>)LambdaJson.Default.GetTypeInfo(typeof(TAnswer))!);
}
