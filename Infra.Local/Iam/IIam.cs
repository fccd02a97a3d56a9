namespace Infra.Local.Iam;

/// <summary>Who signed a call: a deployed role, or the operator (no role), who may do everything.</summary>
internal sealed record Caller(string Arn, string? RoleArn)
{
    public bool IsOperator => RoleArn is null;

    /// <summary>The account that the caller belongs to.</summary>
    public string Account => Arn.Split(':')[4];
}

/// <summary>The roles that the program deployed, and what their policies allow.</summary>
internal interface IIam
{
    /// <summary>Evaluates the caller's deployed policies, implicit deny by default.</summary>
    bool Allows(Caller caller, string action, string resource, RequestContext context);

    /// <summary>Whether the role's trust policy lets <paramref name="servicePrincipal"/> (e.g. <c>iot.amazonaws.com</c>) assume it, given the source.</summary>
    bool Trusts(string roleArn, string servicePrincipal, RequestContext context);

    /// <summary>The caller that <paramref name="session"/> (a function, a service) becomes when it assumes this role.</summary>
    Caller Role(string roleArn, string session);
}
