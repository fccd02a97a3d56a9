using System.Collections.Concurrent;

namespace Infra.Local.Iam;

/// <summary>A role that the program deployed.</summary>
internal sealed class DeployedRole(string name, string arn, PolicyDocument trust)
{
    public string Name { get; } = name;

    public string Arn { get; } = arn;

    /// <summary>Who may assume it.</summary>
    public PolicyDocument Trust { get; } = trust;

    /// <summary>Its inline policies and attached managed policies, by policy name or ARN.</summary>
    public ConcurrentDictionary<string, PolicyDocument> Policies { get; } = new(StringComparer.Ordinal);
}
