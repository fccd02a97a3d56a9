using System.Text.Json.Nodes;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Api;

/// <summary>The certificate provider.</summary>
internal static class CertificateProviderOperations
{
    private const string One = "/certificate-providers/{certificateProviderName}";

    public static IEnumerable<Route> Routes =>
    [
        new("CreateCertificateProvider", "POST", One, Create) { On = Itself },
        new("DescribeCertificateProvider", "GET", One, Describe) { On = Itself },
        new("UpdateCertificateProvider", "PUT", One, Update) { On = Itself },
        new("DeleteCertificateProvider", "DELETE", One, Delete) { On = Itself },
    ];

    private static IEnumerable<string> Itself(IotRequest request) => [$"certificateprovider/{Name(request)}"];

    private static string Name(IotRequest request) => IotNames.CertificateProvider(request.Label("certificateProviderName"));

    private static JsonObject Create(IotRequest request) =>
        Summary(request.Region.CertificateProviders.Create(Name(request), request.Text("lambdaFunctionArn"), request.Texts("accountDefaultForOperations")));

    private static JsonObject Update(IotRequest request) =>
        Summary(request.Region.CertificateProviders.Update(Name(request), request.Text("lambdaFunctionArn"), request.Texts("accountDefaultForOperations")));

    private static JsonObject Describe(IotRequest request)
    {
        var provider = request.Region.CertificateProviders.Get(Name(request));
        var description = Summary(provider);
        description["lambdaFunctionArn"] = provider.FunctionArn;
        description["accountDefaultForOperations"] = new JsonArray("CreateCertificateFromCsr");
        description["creationDate"] = Json.Time(provider.Created);
        description["lastModifiedDate"] = Json.Time(provider.LastModified);
        return description;
    }

    private static JsonObject? Delete(IotRequest request)
    {
        request.Region.CertificateProviders.Delete(Name(request));
        return null;
    }

    private static JsonObject Summary(CertificateProvider provider) => Json.Object(("certificateProviderName", provider.Name), ("certificateProviderArn", provider.Arn));
}
