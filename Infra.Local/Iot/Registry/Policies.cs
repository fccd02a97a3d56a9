using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Infra.Local.Cloud;
using Infra.Local.Iot.Policies;

namespace Infra.Local.Iot.Registry;

/// <summary>One version of a policy: its text as it was given, and what it means.</summary>
internal sealed record PolicyVersion(string Id, string Document, IotPolicyDocument Meaning, DateTimeOffset Created);

/// <summary>An IoT policy: what a device may do once connected.</summary>
internal sealed record IotPolicy(string Name, string Arn, ImmutableList<PolicyVersion> Versions, string DefaultVersionId, DateTimeOffset Created, DateTimeOffset LastModified)
{
    public string GenerationId { get; init; } = Guid.NewGuid().ToString();

    public PolicyVersion Default => Versions.First(version => version.Id == DefaultVersionId);
}

/// <summary>The IoT policies of one region.</summary>
internal sealed class PolicyStore(string region, Attachments attachments, TimeProvider clock, Lock gate)
{
    // "A managed policy can have up to five versions" (CreatePolicyVersion).
    private const int VersionLimit = 5;

    private readonly ConcurrentDictionary<string, IotPolicy> policies = new(StringComparer.Ordinal);

    public string ArnOf(string name) => Arns.Of("iot", region, $"policy/{name}");

    public IotPolicy? Find(string name) => policies.GetValueOrDefault(name);

    public IotPolicy Get(string name) => Find(name) ?? throw IotErrors.NotFound($"policy '{name}' does not exist in {region}");

    public IReadOnlyList<IotPolicy> All => [.. policies.Values.OrderBy(policy => policy.Name, StringComparer.Ordinal)];

    public IotPolicy Create(string name, string? document)
    {
        IotNames.Policy(name);
        var now = clock.GetUtcNow();
        var first = new PolicyVersion("1", document ?? "", IotPolicyDocument.Parse(document), now);
        var created = new IotPolicy(name, ArnOf(name), [first], first.Id, now, now);
        return policies.TryAdd(name, created)
            ? created
            : throw IotErrors.AlreadyExists($"Policy cannot be created - name already exists (name={name})", name, created.Arn);
    }

    public PolicyVersion AddVersion(string name, string? document, bool setAsDefault)
    {
        var meaning = IotPolicyDocument.Parse(document);
        lock (gate)
        {
            var policy = Get(name);
            if (policy.Versions.Count >= VersionLimit)
            {
                throw IotErrors.VersionsLimitExceeded($"policy '{name}' has {policy.Versions.Count} versions, the most there may be; delete one first");
            }
            var next = policy.Versions.Max(version => int.Parse(version.Id, CultureInfo.InvariantCulture)) + 1;
            var now = clock.GetUtcNow();
            var added = new PolicyVersion(next.ToString(CultureInfo.InvariantCulture), document ?? "", meaning, now);
            policies[name] = policy with
            {
                Versions = policy.Versions.Add(added),
                DefaultVersionId = setAsDefault ? added.Id : policy.DefaultVersionId,
                LastModified = now,
            };
            return added;
        }
    }

    public PolicyVersion GetVersion(string name, string version) =>
        Get(name).Versions.Find(found => found.Id == version) ?? throw IotErrors.NotFound($"policy '{name}' has no version {version}");

    public void SetDefault(string name, string version)
    {
        lock (gate)
        {
            GetVersion(name, version);
            policies[name] = Get(name) with { DefaultVersionId = version, LastModified = clock.GetUtcNow() };
        }
    }

    public void DeleteVersion(string name, string version)
    {
        lock (gate)
        {
            var policy = Get(name);
            var found = GetVersion(name, version);
            if (policy.DefaultVersionId == version)
            {
                throw IotErrors.DeleteConflict($"version {version} is the default of policy '{name}'; set another default first");
            }
            policies[name] = policy with { Versions = policy.Versions.Remove(found) };
        }
    }

    public void Delete(string name)
    {
        lock (gate)
        {
            var policy = Get(name);
            if (attachments.TargetsOf(name) is [var target, ..])
            {
                throw IotErrors.DeleteConflict($"Cannot delete the policy because it is attached to one or more principals (name={name}, principal={target})");
            }
            if (policy.Versions.Count > 1)
            {
                throw IotErrors.DeleteConflict($"Cannot delete the policy because it has one or more policy versions attached to it (name={name})");
            }
            policies.TryRemove(name, out _);
        }
    }
}
