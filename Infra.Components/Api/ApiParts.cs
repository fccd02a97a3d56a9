using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.ApiGateway;
using ApiResource = Pulumi.Aws.ApiGateway.Resource;

namespace Infra.Components;

/// <summary>What a route is put into, and what every route is made of.</summary>
internal sealed record ApiParts(ProvisioningApi Component, RestApi Api, Authorizer Authorizer, RequestValidator Validator, string Region, string StageName)
{
    public CustomResourceOptions Options => new() { Parent = Component };

    /// <summary>A path below the API's root.</summary>
    public ApiResource Path(string name, string path) => new(name, new()
    {
        RestApi = Api.Id,
        Region = Region,
        ParentId = Api.RootResourceId,
        PathPart = path.TrimStart('/'),
    }, Options);

    /// <summary>Hands a method's requests to a function, which the API may then call for this method only.</summary>
    public Integration Invoke(string name, ApiResource resource, Method method, (string Verb, string Path) route, ProvisioningFunction function, int timeoutMilliseconds)
    {
        _ = function.GrantInvoke(Component, name, ServicePrincipals.ApiGateway, Output.Format($"{Api.ExecutionArn}/{StageName}/{route.Verb}{route.Path}"));

        return new(name, new()
        {
            RestApi = Api.Id,
            Region = Region,
            ResourceId = resource.Id,
            HttpMethod = method.HttpMethod,
            Type = "AWS_PROXY",
            // Lambda's invoke operation is a POST, whatever the route's verb.
            IntegrationHttpMethod = "POST",
            Uri = function.InvokeArn,
            TimeoutMilliseconds = timeoutMilliseconds,
        }, Options);
    }
}
