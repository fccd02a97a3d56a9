using Infra.Identity.Contracts;
using Pulumi.Aws.ApiGateway;

namespace Infra.Components;

/// <summary>GET /health: API Gateway answers by itself, so that a health check costs no function run and touches no device data.</summary>
internal static class HealthRoute
{
    private const string Verb = "GET";
    private const string Status = "200";
    private const string MediaType = "application/json";

    /// <summary>Requests per second and at once: Route 53's checkers ask about every two seconds; people and other monitors ask too.</summary>
    public static (int Rate, int Burst) Limits => (10, 20);

    public const string Shape = $"{Verb} {Routes.Health} {Answer}";

    private const string Answer = """{"status":"ok"}""";

    public static IEnumerable<Pulumi.Resource> Create(string name, ApiParts parts)
    {
        var options = parts.Options;
        var resource = parts.Path(name, Routes.Health);

        var method = new Method(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ResourceId = resource.Id,
            HttpMethod = Verb,
            Authorization = "NONE",
        }, options);

        var integration = new Integration(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ResourceId = resource.Id,
            HttpMethod = method.HttpMethod,
            Type = "MOCK",
            RequestTemplates = { { MediaType, $$"""{"statusCode":{{Status}}}""" } },
        }, options);

        var methodResponse = new MethodResponse(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ResourceId = resource.Id,
            HttpMethod = method.HttpMethod,
            StatusCode = Status,
        }, options);

        var integrationResponse = new IntegrationResponse(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            ResourceId = resource.Id,
            HttpMethod = method.HttpMethod,
            StatusCode = methodResponse.StatusCode,
            ResponseTemplates = { { MediaType, Answer } },
        }, new() { Parent = parts.Component, DependsOn = [integration] });

        return [resource, method, integration, methodResponse, integrationResponse];
    }
}
