using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.ApiGateway;

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
        var options = parts.Options;
        var resource = parts.Path(name, Path);

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

        var integration = parts.Invoke(name, resource, method, (Verb, Path), Function, TimeoutMilliseconds);

        return [resource, method, integration];
    }
}
