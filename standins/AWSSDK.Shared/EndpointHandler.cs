using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.Runtime.StandIn;

/// <summary>Gives each request its endpoint, from the client's configuration by way of the service's rules.</summary>
internal sealed class EndpointHandler : BaseEndpointResolver
{
    public static Endpoint Determine(ClientConfig config, ServiceOperationEndpointParameters parameters, string serviceName)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = new DefaultRequest(parameters.Request, serviceName) { AlternateEndpoint = parameters.AlternateEndpoint };
        var context = new RequestContext(enableMetric: false) { ClientConfig = config, OriginalRequest = parameters.Request, Request = request };
        return new EndpointHandler().GetEndpoint(new Internal.ExecutionContext(context, new ResponseContext()));
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        ArgumentNullException.ThrowIfNull(requestContext);
        var config = requestContext.ClientConfig;
        var parameters = new EndpointParameters
        {
            ["UseDualStack"] = config.UseDualstackEndpoint,
            ["UseFIPS"] = config.UseFIPSEndpoint,
            ["Region"] = requestContext.Request.AlternateEndpoint?.SystemName ?? config.RegionEndpoint?.SystemName,
        };
        if (!string.IsNullOrEmpty(config.ServiceURL))
        {
            parameters["Endpoint"] = config.ServiceURL;
        }

        return parameters;
    }
}
