using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.ApiGateway;
using Pulumi.Aws.Lambda;
using ApiResource = Pulumi.Aws.ApiGateway.Resource;

namespace Infra.Components;

/// <summary>A route whose requests the authorizer checks and a function answers.</summary>
/// <param name="Path">The path, one of <see cref="Routes"/>.</param>
/// <param name="Function">The function behind it.</param>
internal sealed record ApiRoute(string Path, ProvisioningFunction Function)
{
    private const string Verb = "POST";

    // The longest that API Gateway waits by default; the function gives up a second earlier and says so itself.
    private const int TimeoutMilliseconds = 29_000;

    private const string CsrHeader = $"method.request.header.{HeaderNames.DeviceCsr}";

    /// <summary>What a change of must lead to a new deployment of the API.</summary>
    public Output<string> Shape => Function.InvokeArn.Apply(arn => $"{Verb} {Path} {CsrHeader} {TimeoutMilliseconds} {arn}");

    /// <summary>Creates the route in the API; returns what the deployment must wait for.</summary>
    public IEnumerable<Pulumi.Resource> Create(string name, ApiParts parts)
    {
        var options = new CustomResourceOptions { Parent = parts.Component };
        var resource = new ApiResource(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ParentId = parts.Api.RootResourceId,
            PathPart = Path.TrimStart('/'),
        }, options);

        var method = new Method(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ResourceId = resource.Id,
            HttpMethod = Verb,
            Authorization = "CUSTOM",
            AuthorizerId = parts.Authorizer.Id,
            RequestValidatorId = parts.Validator.Id,
            RequestParameters = { { CsrHeader, true } },
        }, options);

        var integration = new Integration(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ResourceId = resource.Id,
            HttpMethod = method.HttpMethod,
            Type = "AWS_PROXY",
            // Lambda's invoke operation is a POST, whatever the route's verb.
            IntegrationHttpMethod = "POST",
            Uri = Function.InvokeArn,
            TimeoutMilliseconds = TimeoutMilliseconds,
        }, options);

        _ = new Permission(name, new()
        {
            Region = parts.Region,
            Action = Policies.Actions.Lambda.InvokeFunction,
            Function = Function.FunctionName,
            Principal = "apigateway.amazonaws.com",
            SourceArn = Output.Format($"{parts.Api.ExecutionArn}/{parts.StageName}/{Verb}{Path}"),
        }, options);

        return [resource, method, integration];
    }
}

/// <summary>What a route is put into.</summary>
internal sealed record ApiParts(ProvisioningApi Component, RestApi Api, Authorizer Authorizer, RequestValidator Validator, string Region, string StageName);
