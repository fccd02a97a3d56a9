using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity.Contracts;

namespace Infra.Lambdas.Authorizer;

/// <summary>A decision as API Gateway wants it: a policy for exactly the called method.</summary>
internal static class AuthorizerAnswer
{
    /// <summary>The principal of all refusals. A refused caller is nobody, whatever name its CSR claims.</summary>
    public const string Nobody = "nobody";

    public static APIGatewayCustomAuthorizerResponse Of(Decision decision, string methodArn) => decision switch
    {
        Decision.Allow { Csr: var csr } => new()
        {
            PrincipalID = csr.Device.ToString(),
            PolicyDocument = Policy("Allow", methodArn),
            Context = new()
            {
                [AuthorizerContextKeys.DeviceId] = csr.Device.ToString(),
                [AuthorizerContextKeys.CsrSha256] = csr.Sha256.ToString(),
                [AuthorizerContextKeys.SpkiSha256] = csr.Key.Sha256.ToString(),
            },
        },
        _ => new() { PrincipalID = Nobody, PolicyDocument = Policy("Deny", methodArn) },
    };

    private static APIGatewayCustomAuthorizerPolicy Policy(string effect, string methodArn) => new()
    {
        Statement = [new() { Effect = effect, Action = ["execute-api:Invoke"], Resource = [methodArn] }],
    };
}
