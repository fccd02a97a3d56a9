namespace Infra.Local.Iam;

/// <summary>The outcome of evaluating policies; only <see cref="Allow"/> permits.</summary>
internal enum PolicyDecision
{
    ImplicitDeny,
    Allow,
    ExplicitDeny,
}

/// <summary>IAM's evaluation: an explicit Deny wins, else an Allow, else nothing is allowed.</summary>
internal static class PolicyEvaluator
{
    /// <summary>Decides by policies attached to the caller.</summary>
    public static PolicyDecision Decide(IEnumerable<PolicyDocument> policies, string action, string resource, RequestContext context) =>
        Decide(policies.SelectMany(policy => policy.Statements), action, resource, context);

    /// <summary>Decides by a policy attached to what is called (a bucket, a role, a function), for a service.</summary>
    public static PolicyDecision DecideForService(PolicyDocument policy, string service, string action, string resource, RequestContext context) =>
        Decide(policy.Statements.Where(statement => statement.Principals?.IncludesService(service) == true), action, resource, context);

    /// <summary>Decides by a policy attached to what is called, for a role or user.</summary>
    public static PolicyDecision DecideForAws(PolicyDocument policy, string arn, string action, string resource, RequestContext context) =>
        Decide(policy.Statements.Where(statement => statement.Principals?.IncludesAws(arn) == true), action, resource, context);

    private static PolicyDecision Decide(IEnumerable<PolicyStatement> statements, string action, string resource, RequestContext context)
    {
        var decision = PolicyDecision.ImplicitDeny;
        foreach (var statement in statements)
        {
            if (!statement.AppliesTo(action, resource, context)) { continue; }
            if (statement.IsDeny) { return PolicyDecision.ExplicitDeny; }
            decision = PolicyDecision.Allow;
        }
        return decision;
    }
}
