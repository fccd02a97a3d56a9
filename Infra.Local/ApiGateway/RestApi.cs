using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>A REST API while it is being put together. What callers meet is a deployment: the API as it was at that moment.</summary>
internal sealed class RestApi(string id, string name, string region)
{
    public const string RootId = "root";

    private readonly ConcurrentDictionary<string, ApiResource> resources = new([KeyValuePair.Create(RootId, new ApiResource(RootId, "/"))]);
    private readonly ConcurrentDictionary<(string ResourceId, string Verb), ApiMethod> methods = new();
    private readonly ConcurrentDictionary<(string ResourceId, string Verb), ApiIntegration> integrations = new();
    private readonly ConcurrentDictionary<(string ResourceId, string Verb, int Status), ApiMockResponse> mockResponses = new();

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Region { get; } = region;

    public string ExecutionArn => Arns.Of("execute-api", Region, Id);

    /// <summary>Whether only VPC endpoints reach it.</summary>
    public bool IsPrivate { get; set; }

    /// <summary>The API's own policy; null for none. It holds from the next deployment on.</summary>
    public PolicyDocument? Policy { get; set; }

    public ConcurrentDictionary<string, ApiAuthorizer> Authorizers { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of validators that check parameters.</summary>
    public ConcurrentDictionary<string, bool> ParameterValidators { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of validators that check bodies.</summary>
    public ConcurrentDictionary<string, bool> BodyValidators { get; } = new(StringComparer.Ordinal);

    /// <summary>Models by name.</summary>
    public ConcurrentDictionary<string, BodySchema> Models { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, ApiGatewayResponse> GatewayResponses { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, ApiDeployment> Deployments { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, ApiStage> Stages { get; } = new(StringComparer.Ordinal);

    public ApiResource AddResource(string id, string parentId, string pathPart)
    {
        var parent = resources.GetValueOrDefault(parentId) ?? throw NotFound("Resource", parentId);
        var resource = new ApiResource(id, $"{parent.Path.TrimEnd('/')}/{pathPart}");
        if (resources.Values.Any(other => other.Path == resource.Path))
        {
            throw new AwsException(409, "ConflictException", $"Another resource with the same parent already has this name: {pathPart}");
        }
        return resources[id] = resource;
    }

    public void AddMethod(ApiMethod method)
    {
        if (!resources.ContainsKey(method.ResourceId)) { throw NotFound("Resource", method.ResourceId); }
        if (method.AuthorizerId is { } authorizer)
        {
            if (!Authorizers.TryGetValue(authorizer, out var found)) { throw NotFound("Authorizer", authorizer); }
            if (found is not UserPoolAuthorizer && !method.Scopes.IsEmpty) { throw new AwsException(400, "BadRequestException", "Authorization scopes are for the authorization type COGNITO_USER_POOLS only"); }
        }
        methods[(method.ResourceId, method.Verb)] = method;
    }

    public void AddIntegration(string resourceId, string verb, ApiIntegration integration)
    {
        RequireMethod(resourceId, verb);
        integrations[(resourceId, verb)] = integration;
    }

    public void AddMockResponse(string resourceId, string verb, int status, ApiMockResponse response)
    {
        if (!integrations.ContainsKey((resourceId, verb))) { throw NotFound("Integration", $"{verb} {resourceId}"); }
        mockResponses[(resourceId, verb, status)] = response;
    }

    public void RequireMethod(string resourceId, string verb)
    {
        if (!methods.ContainsKey((resourceId, verb))) { throw NotFound("Method", $"{verb} {resourceId}"); }
    }

    /// <summary>
    /// Freezes what is there now. A method that is registered later is not in it, as in AWS: that is how a program that forgets the
    /// dependency of its deployment on its methods is found out.
    /// </summary>
    public ApiDeployment Deploy(string deploymentId)
    {
        if (methods.IsEmpty) { throw new AwsException(400, "BadRequestException", "The REST API doesn't contain any methods"); }
        if (methods.Keys.FirstOrDefault(key => !integrations.ContainsKey(key)) is { Verb: not null } bare)
        {
            throw new AwsException(400, "BadRequestException", $"No integration defined for method: {bare.Verb} {resources[bare.ResourceId].Path}");
        }
        if (IsPrivate && Policy is null)
        {
            throw new AwsException(400, "BadRequestException", "Private REST API doesn't have a resource policy attached to it");
        }
        var routes = methods.Values.Select(method => new ApiRoute(
            resources[method.ResourceId],
            method,
            integrations[(method.ResourceId, method.Verb)],
            method.AuthorizerId is { } authorizer ? Authorizers[authorizer] : null,
            mockResponses.Where(response => (response.Key.ResourceId, response.Key.Verb) == (method.ResourceId, method.Verb))
                .ToImmutableDictionary(response => response.Key.Status, response => response.Value)));
        return Deployments[deploymentId] = new(deploymentId, [.. routes], GatewayResponses.ToImmutableDictionary(), Policy);
    }

    private static AwsException NotFound(string what, string id) => new(404, "NotFoundException", $"Invalid {what} identifier specified: {id}");
}
