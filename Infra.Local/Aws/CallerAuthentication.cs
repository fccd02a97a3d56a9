using System.Security.Cryptography;
using System.Text;
using Infra.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.Aws;

/// <summary>Who signed a request: the same for every service, and for API Gateway's methods with authorization AWS_IAM.</summary>
internal sealed class CallerAuthentication(DeployedIam iam)
{
    private const string TokenHeader = "X-Amz-Security-Token";

    /// <summary>What the signature says and whose it is; throws the <see cref="AwsException"/> that AWS answers otherwise.</summary>
    public (SigV4Authorization Authorization, Caller Caller) Of(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (!SigV4Authorization.TryParse(request.Headers.Authorization, out var authorization))
        {
            throw new AwsException(403, "MissingAuthenticationToken", "the request carries no Signature Version 4 Authorization header");
        }
        if (iam.Find(authorization.AccessKeyId) is not { } key || !HasToken(request, key.Credentials, key.Caller))
        {
            throw new AwsException(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        if (!SigV4Verifier.Verify(request, body.Span, authorization, key.Credentials.SecretAccessKey))
        {
            throw new AwsException(403, "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");
        }
        return (authorization, key.Caller);
    }

    // A role's credentials are worth nothing without their session's token; a user's have none.
    private static bool HasToken(HttpRequest request, RoleCredentials credentials, Caller caller) => caller.IsOperator || CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), Encoding.UTF8.GetBytes(credentials.SessionToken));
}
