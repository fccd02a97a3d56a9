using System.Collections.Concurrent;
using Infra.Local.Iam;

namespace Infra.Local.S3;

/// <summary>A stored object.</summary>
internal sealed record StoredObject(ReadOnlyMemory<byte> Content, string ContentType, DateTimeOffset LastModified);

/// <summary>A bucket, its policy and its objects.</summary>
internal sealed class Bucket(string name, string region)
{
    public string Name { get; } = name;

    public string Region { get; } = region;

    public string Arn => $"arn:aws:s3:::{Name}";

    /// <summary>The bucket policy; none at first.</summary>
    public PolicyDocument? Policy { get; set; }

    public ConcurrentDictionary<string, StoredObject> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the bucket policy lets a service act; there is no other way in for a service.</summary>
    public bool Permits(string service, string action, string resource, RequestContext context) =>
        Policy is { } policy && PolicyEvaluator.DecideForService(policy, service, action, resource, context) == PolicyDecision.Allow;
}
