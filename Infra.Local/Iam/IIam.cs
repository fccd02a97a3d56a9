using System.Collections.Immutable;

namespace Infra.Local.Iam;

/// <summary>Who signed a call: a deployed role, or the operator, who may do everything.</summary>
internal sealed record Caller(string Arn, bool IsOperator);

/// <summary>The roles that the program deployed, and what their policies allow.</summary>
internal interface IIam
{
    /// <summary>Evaluates the caller's deployed policies, implicit deny by default.</summary>
    bool Allows(Caller caller, string action, string resource, ImmutableDictionary<string, string> conditions);

    /// <summary>Whether the role's trust policy lets <paramref name="servicePrincipal"/> (e.g. <c>iot.amazonaws.com</c>) assume it, given the source.</summary>
    bool Trusts(string roleArn, string servicePrincipal, ImmutableDictionary<string, string> conditions);

    /// <summary>The caller that a service becomes when it assumes this role.</summary>
    Caller Role(string roleArn);
}
