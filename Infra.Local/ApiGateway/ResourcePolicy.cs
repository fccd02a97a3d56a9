using Infra.Local.Cloud;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>
/// The API's own policy. What an Allow of it is worth, and when it is looked at, depends on how a method knows its callers (API Gateway Developer Guide, "How
/// API Gateway resource policies affect authorization workflow").
/// </summary>
internal static class ResourcePolicy
{
    public const string Action = "execute-api:Invoke";

    private const string Anonymous = "anonymous";

    /// <summary>What it says of a caller that has not signed; null for an API without.</summary>
    public static PolicyDecision? OfUnsigned(ApiRequest request) => request.Stage.Deployment.Policy is { } policy
        ? PolicyEvaluator.DecideForAws(policy, Anonymous, Action, request.MethodArn, request.Origin.Describe(request))
        : null;

    /// <summary>What it says of a caller that has signed; null for an API without.</summary>
    public static PolicyDecision? Of(ApiRequest request, Caller caller) => request.Stage.Deployment.Policy is { } policy
        ? PolicyEvaluator.DecideForAws(policy, caller.RoleArn ?? caller.Arn, Action, request.MethodArn, DeployedIam.Describe(caller, request.Origin.Describe(request)))
        : null;

    /// <summary>Where nobody else looks at policies, an API that has one wants an Allow in it; throws <see cref="RefusedException"/> otherwise.</summary>
    public static void RequireAllow(ApiRequest request)
    {
        if (OfUnsigned(request) is { } decision and not PolicyDecision.Allow) { throw new RefusedException(Refusal(request, decision)); }
    }

    /// <summary>Table A: an Allow of either is enough, a Deny of either ends it. For a Lambda authorizer, and callers of the same account.</summary>
    public static PolicyDecision Either(PolicyDecision one, PolicyDecision other) => (one, other) switch
    {
        (PolicyDecision.ExplicitDeny, _) or (_, PolicyDecision.ExplicitDeny) => PolicyDecision.ExplicitDeny,
        (PolicyDecision.Allow, _) or (_, PolicyDecision.Allow) => PolicyDecision.Allow,
        _ => PolicyDecision.ImplicitDeny,
    };

    /// <summary>Table B: both have to allow. For callers of another account.</summary>
    public static PolicyDecision Both(PolicyDecision one, PolicyDecision other) => (one, other) switch
    {
        (PolicyDecision.ExplicitDeny, _) or (_, PolicyDecision.ExplicitDeny) => PolicyDecision.ExplicitDeny,
        (PolicyDecision.Allow, PolicyDecision.Allow) => PolicyDecision.Allow,
        _ => PolicyDecision.ImplicitDeny,
    };

    /// <summary>As API Gateway puts it: who asked for what, the account's number but for its end.</summary>
    public static Refusal Refusal(ApiRequest request, PolicyDecision? decision, string caller = Anonymous) => ApiGateway.Refusal.Denied with
    {
        Message = $"User: {caller} is not authorized to perform: {Action} on resource: {request.MethodArn.Replace(Arns.Account, $"********{Arns.Account[^4..]}", StringComparison.Ordinal)}"
            + (decision == PolicyDecision.ExplicitDeny ? " with an explicit deny" : ""),
    };
}
