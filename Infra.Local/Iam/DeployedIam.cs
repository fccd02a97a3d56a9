using System.Collections.Concurrent;
using Infra.Local.Aws;
using Infra.Local.Cloud;

namespace Infra.Local.Iam;

/// <summary>The account's roles, managed policies and credentials. IAM is global: every region's run deploys into this one.</summary>
internal sealed class DeployedIam : IIam
{
    private readonly ConcurrentDictionary<string, DeployedRole> roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PolicyDocument> managedPolicies = new(AwsManagedPolicies.Documents, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (RoleCredentials Credentials, Caller Caller)> keys = new(StringComparer.Ordinal);

    public DeployedIam()
    {
        var caller = new Caller(Arns.Operator, RoleArn: null);
        Operator = RoleCredentials.For(caller.Arn, "AKIA");
        keys[Operator.AccessKeyId] = (Operator, caller);
    }

    /// <summary>The credentials of whoever runs the local cloud; they may do everything.</summary>
    public RoleCredentials Operator { get; }

    /// <summary>Raised for each question about a role, on the thread that asked.</summary>
    public event Action<AccessDecision>? Decided;

    /// <summary>Every deployed role.</summary>
    public IEnumerable<DeployedRole> Roles => roles.Values;

    public DeployedRole Add(string name, string path, PolicyDocument trust)
    {
        var role = new DeployedRole(name, $"arn:aws:iam::{Arns.Account}:role{path}{name}", trust);
        // IAM has no regions: a second region's run that names its role alike would fail in AWS too.
        return roles.TryAdd(name, role) ? role : throw new AwsException(409, "EntityAlreadyExists", $"Role with name {name} already exists.");
    }

    public void AddManagedPolicy(string arn, PolicyDocument document)
    {
        if (!managedPolicies.TryAdd(arn, document))
        {
            throw new AwsException(409, "EntityAlreadyExists", $"A policy called {arn[(arn.LastIndexOf('/') + 1)..]} already exists. Duplicate names are not allowed.");
        }
    }

    /// <summary>The role by its name or ARN.</summary>
    public DeployedRole Get(string nameOrArn)
    {
        var name = nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
        return roles.GetValueOrDefault(name) ?? throw new AwsException(404, "NoSuchEntity", $"The role with name {name} cannot be found.");
    }

    public PolicyDocument ManagedPolicy(string arn) => managedPolicies.GetValueOrDefault(arn)
        ?? throw new AwsException(404, "NoSuchEntity", $"Policy {arn} does not exist or is not attachable.");

    /// <summary>Credentials with which <paramref name="session"/> acts as the role.</summary>
    public RoleCredentials Issue(string roleArn, string session)
    {
        var caller = Role(roleArn, session);
        var credentials = RoleCredentials.For(caller.Arn, "ASIA");
        // All environments of a function are one session and so have one key id: a second key would make the first one's signatures wrong.
        return keys.GetOrAdd(credentials.AccessKeyId, (credentials, caller)).Credentials;
    }

    /// <summary>Whose key this is; null for a key that was never issued.</summary>
    public (RoleCredentials Credentials, Caller Caller)? Find(string accessKeyId) => keys.TryGetValue(accessKeyId, out var found) ? found : null;

    public Caller Role(string roleArn, string session) =>
        new($"arn:aws:sts::{Arns.Account}:assumed-role/{Get(roleArn).Name}/{session}", roleArn);

    public bool Trusts(string roleArn, string servicePrincipal, RequestContext context)
    {
        var role = Get(roleArn);
        return PolicyEvaluator.DecideForService(role.Trust, servicePrincipal, "sts:AssumeRole", role.Arn, context) == PolicyDecision.Allow;
    }

    /// <summary>Whether there is a role of this ARN.</summary>
    public bool IsRole(string arn) => roles.Values.Any(role => role.Arn == arn);

    /// <summary>Whether the caller may take on the role: the trust policy names it, or its account and its own policies allow it.</summary>
    public bool Trusts(string roleArn, Caller caller)
    {
        var role = Get(roleArn);
        var arn = caller.RoleArn ?? caller.Arn;
        var context = RequestContext.Of(("aws:PrincipalArn", arn), ("aws:PrincipalAccount", Arns.Account));
        return PolicyEvaluator.DecideForAws(role.Trust, arn, "sts:AssumeRole", role.Arn, context) == PolicyDecision.Allow
            && (role.Trust.Statements.Any(statement => statement.Principals?.Names(arn) == true) || Allows(caller, "sts:AssumeRole", role.Arn, context));
    }

    public bool Allows(Caller caller, string action, string resource, RequestContext context)
    {
        if (caller.RoleArn is null) { return true; }
        var allowed = PolicyEvaluator.Decide(Get(caller.RoleArn).Policies.Values, action, resource, Principal(caller, context)) == PolicyDecision.Allow;
        Decided?.Invoke(new(caller.RoleArn, action, resource, allowed));
        return allowed;
    }

    private static RequestContext Principal(Caller caller, RequestContext context) => context
        .With("aws:PrincipalArn", caller.RoleArn!)
        .With("aws:PrincipalAccount", Arns.Account)
        .With("aws:PrincipalType", "AssumedRole");
}
