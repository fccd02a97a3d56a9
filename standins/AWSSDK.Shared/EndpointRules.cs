using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.Runtime.StandIn;

/// <summary>
/// The endpoint rules of an ordinary regional service: a configured endpoint wins, else {prefix}[-fips].{region}.{the partition's suffix}
/// (botocore's endpoint-rule-set of the service).
/// </summary>
internal sealed class EndpointRules(string prefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var useFips = parameters["UseFIPS"] is true;
        var useDualStack = parameters["UseDualStack"] is true;
        if (parameters["Endpoint"] is string endpoint)
        {
            return useFips || useDualStack
                ? throw new AmazonClientException("Invalid Configuration: FIPS and Dualstack are not supported with a custom endpoint")
                : new Endpoint(endpoint);
        }

        if (parameters["Region"] is not string region)
        {
            throw new AmazonClientException("Invalid Configuration: Missing Region");
        }

        var partition = Fn.Partition(region);
        if ((useFips && !partition.supportsFIPS) || (useDualStack && !partition.supportsDualStack))
        {
            throw new AmazonClientException("FIPS or DualStack is enabled but this partition does not support it");
        }

        return new Endpoint($"https://{prefix}{(useFips ? "-fips" : "")}.{region}.{(useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}
