using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>Authorization AWS_IAM: the signature tells the caller; the caller's policies, and the API's own, tell whether the method may be invoked.</summary>
internal sealed class IamStep(DeployedIam iam)
{
    private const string SigningName = "execute-api";

    private readonly CallerAuthentication authentication = new(iam);

    /// <summary>Who called; throws <see cref="RefusedException"/> when the caller may not.</summary>
    public ApiCaller Authorize(ApiRequest request)
    {
        var (authorization, caller) = Authenticate(request);
        if ((authorization.Service, authorization.Region) != (SigningName, request.Api.Region))
        {
            throw new RefusedException(Refusal.BadSignature($"Credential should be scoped to a valid region and to the service '{SigningName}'"));
        }
        var known = new ApiCaller(authorization.AccessKeyId, caller);
        known.Describe(request.Context);
        var byCaller = iam.Decide(caller, ResourcePolicy.Action, request.MethodArn, request.Origin.Describe(request).With("aws:RequestedRegion", request.Api.Region));
        var byPolicy = ResourcePolicy.Of(request, caller) ?? PolicyDecision.ImplicitDeny;
        var decision = caller.Account == Arns.Account ? ResourcePolicy.Either(byCaller, byPolicy) : ResourcePolicy.Both(byCaller, byPolicy);
        return decision == PolicyDecision.Allow ? known : throw new RefusedException(ResourcePolicy.Refusal(request, decision, caller.Arn));
    }

    private (SigV4Authorization Authorization, Caller Caller) Authenticate(ApiRequest request)
    {
        try
        {
            return authentication.Of(request.Http, request.Body);
        }
        catch (AwsException refusal)
        {
            throw new RefusedException(refusal.Code == "MissingAuthenticationToken" ? Refusal.NotSigned : Refusal.BadSignature(refusal.Message));
        }
    }
}

/// <summary>Who signed a request, as <c>$context.identity</c> and the proxy event tell it.</summary>
internal sealed record ApiCaller(string AccessKeyId, Caller Caller)
{
    /// <summary>The unique id of a role or user, with the session's name for a role.</summary>
    public string UniqueId => Caller.IsOperator ? "AIDAOPERATOR" : $"AROA{AccessKeyId[4..]}:{Caller.Arn.Split('/')[^1]}";

    public IEnumerable<KeyValuePair<string, string>> Fields =>
    [
        new("accessKey", AccessKeyId), new("accountId", Caller.Account), new("caller", UniqueId), new("user", UniqueId), new("userArn", Caller.Arn),
    ];

    public void Describe(ContextVariables context)
    {
        foreach (var (name, value) in Fields) { context[$"identity.{name}"] = value; }
    }
}
