using System.Collections.Immutable;
using Infra.Local.Logs;

namespace Infra.Local.ApiGateway;

/// <summary>A deployment under a name: the first part of every path.</summary>
internal sealed class ApiStage(string name, ApiDeployment deployment)
{
    public string Name { get; } = name;

    public ApiDeployment Deployment { get; } = deployment;

    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where each request is noted; null for no access log.</summary>
    public (LogGroup Group, string Format)? AccessLog { get; init; }

    /// <summary>Limits by the path of their settings: <c>health/GET</c> for one method, <c>*/*</c> for those without settings of their own.</summary>
    public Dictionary<string, TokenBucket> Throttles { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a method may be called once more.</summary>
    public bool TryTake(ApiRoute route) =>
        (Throttles.GetValueOrDefault($"{route.Resource.Path.TrimStart('/')}/{route.Method.Verb}") ?? Throttles.GetValueOrDefault("*/*"))?.TryTake() ?? true;
}
