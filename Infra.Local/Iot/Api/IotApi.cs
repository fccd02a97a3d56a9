using Infra.Local.Aws;

namespace Infra.Local.Iot.Api;

/// <summary>The REST-JSON API <c>iot</c> (2015-05-28): finds the operation, checks the caller, answers.</summary>
internal static class IotApi
{
    private static readonly Route[] Routes =
    [
        .. CaCertificateOperations.Routes
            .Concat(CertificateOperations.Routes)
            .Concat(ThingOperations.Routes)
            .Concat(ThingGroupOperations.Routes)
            .Concat(PolicyOperations.Routes)
            .Concat(ProvisioningOperations.Routes)
            .Concat(CertificateProviderOperations.Routes)
            .OrderByDescending(route => route.FixedSegments),
    ];

    /// <summary>Names of the operations that are served.</summary>
    public static IEnumerable<string> Operations => Routes.Select(route => route.Operation);

    public static AwsReply Answer(AwsCall call, IotRegion region)
    {
        // A label's slashes arrive as %2F and stay so in Path: split first, then decode.
        string[] path = [.. (call.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        foreach (var route in Routes)
        {
            if (route.Match(call.Request.Method, path) is not { } labels) { continue; }
            var request = new IotRequest(call, region, labels);
            route.Authorize(request);
            return route.Answer(request) is { } body ? AwsReply.RestJson(body) : AwsReply.Empty;
        }
        throw new AwsException(404, "UnknownOperationException", $"AWS IoT has no operation {call.Request.Method} {call.Request.Path} here");
    }
}
