using System.Collections.Concurrent;
using Infra.Local.Aws;
using Infra.Local.Cloud;

namespace Infra.Local.Iam;

/// <summary>The account's roles, managed policies and credentials. IAM is global: every region's run deploys into this one.</summary>
internal sealed class DeployedIam : IIam
{
    private readonly ConcurrentDictionary<string, DeployedRole> roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DeployedRole> guests = new(StringComparer.Ordinal);
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

    /// <summary>A role of another account, whose users call what the program deployed; that account looks after its trust.</summary>
    public DeployedRole AddGuest(string account, string name, PolicyDocument policy)
    {
        var role = new DeployedRole(name, $"arn:aws:iam::{account}:role/{name}", new([]));
        role.Policies[name] = policy;
        return guests.TryAdd(role.Arn, role) ? role : throw new AwsException(409, "EntityAlreadyExists", $"Role {role.Arn} already exists.");
    }

    /// <summary>The role by its name or ARN.</summary>
    public DeployedRole Get(string nameOrArn)
    {
        if (guests.TryGetValue(nameOrArn, out var guest)) { return guest; }
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
        new($"arn:aws:sts::{(guests.ContainsKey(roleArn) ? roleArn.Split(':')[4] : Arns.Account)}:assumed-role/{Get(roleArn).Name}/{session}", roleArn);

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

    public bool Allows(Caller caller, string action, string resource, RequestContext context) => Decide(caller, action, resource, context) == PolicyDecision.Allow;

    /// <summary>What the caller's own policies say; the policy of what is called may say something else.</summary>
    public PolicyDecision Decide(Caller caller, string action, string resource, RequestContext context)
    {
        if (caller.RoleArn is null) { return PolicyDecision.Allow; }
        var decision = PolicyEvaluator.Decide(Get(caller.RoleArn).Policies.Values, action, resource, Describe(caller, context));
        Decided?.Invoke(new(caller.RoleArn, action, resource, decision == PolicyDecision.Allow));
        return decision;
    }

    /// <summary>What policies may ask about a caller that has signed.</summary>
    public static RequestContext Describe(Caller caller, RequestContext context)
    {
        var described = context
            .With("aws:PrincipalArn", caller.RoleArn ?? caller.Arn)
            .With("aws:PrincipalAccount", caller.Account)
            .With("aws:PrincipalType", caller.RoleArn is null ? "User" : "AssumedRole");
        return caller.Account == Arns.Account ? described.With("aws:PrincipalOrgID", Arns.Organization) : described;
    }
}
