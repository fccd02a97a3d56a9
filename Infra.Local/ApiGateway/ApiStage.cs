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

    /// <summary>The stage's limit; null for none.</summary>
    public TokenBucket? Throttle { get; set; }
}
