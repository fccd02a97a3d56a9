using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Infra.Identity.Aws;

namespace Infra.Components;

/// <summary>
/// How those who ask for claims show who they are: a closed choice. Whichever it is, API Gateway checks it before the function runs. Tokens of another
/// issuer than Amazon Cognito would need a Lambda authorizer, since a REST API takes no other JWTs (docs/api.md).
/// </summary>
public abstract partial record ClaimAuthorization
{
    private ClaimAuthorization() { }

    /// <summary>They sign with AWS credentials (Signature Version 4), and their policies allow it (<see cref="ProvisioningApi.GrantClaim"/>).</summary>
    public static ClaimAuthorization Iam { get; } = new Signed();

    /// <summary>They have signed in to a user pool of Amazon Cognito, and send an access token in the header <c>Authorization</c>.</summary>
    /// <param name="UserPoolArns">The user pools, of whichever account and region: <c>arn:aws:cognito-idp:REGION:ACCOUNT:userpool/REGION_ID</c>.</param>
    /// <param name="Scopes">
    /// Scopes of a resource server, <c>SERVER/SCOPE</c>; a token needs one of them. At least one: without, API Gateway would take the ID token of
    /// everybody in the pool.
    /// </param>
    public sealed record Cognito(ImmutableArray<string> UserPoolArns, ImmutableArray<string> Scopes) : ClaimAuthorization;

    /// <summary>Why nobody, or everybody, could ask for claims under this choice; null if it is sound.</summary>
    public string? Fault() => this switch
    {
        Cognito { UserPoolArns.IsDefaultOrEmpty: true } => "no user pool is named, so that nobody could ask; name one, arn:aws:cognito-idp:REGION:ACCOUNT:userpool/REGION_ID",
        Cognito { Scopes.IsDefaultOrEmpty: true } =>
            "no scope is asked for, so that everybody who can sign in to the pool would get claims; name one of a resource server, such as provisioning/claim",
        Cognito cognito => cognito.UserPoolArns.Select(FaultOfUserPool).Concat(cognito.Scopes.Select(FaultOfScope)).FirstOrDefault(fault => fault is not null),
        _ => null,
    };

    private static string? FaultOfUserPool(string arn)
    {
        if (UserPoolArn().Match(arn) is not { Success: true } match || !AwsRegion.IsName(match.Groups["region"].Value)) { return $"'{arn}' is not the ARN of a user pool; give one such as arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI"; }
        // A pool's id begins with its region: where the two differ, one is a slip, and the issuer of its tokens another than was meant.
        var (region, id) = (match.Groups["region"].Value, match.Groups["id"].Value);
        return id.StartsWith(region + "_", StringComparison.Ordinal) ? null : $"'{arn}' is in {region}, but the pool's id '{id}' begins with another region; give the ARN that the pool shows";
    }

    private static string? FaultOfScope(string scope) => Scope().IsMatch(scope)
        ? null
        // openid, profile and aws.cognito.signin.user.admin are in the token of whoever signs in.
        : $"'{scope}' is no scope of a resource server, and those of Cognito's own are everybody's; give SERVER/SCOPE, such as provisioning/claim";

    // UserPoolIdType of the Cognito API: at most 55 of [\w-]+_[0-9a-zA-Z]+.
    [GeneratedRegex(@"^arn:aws[a-z-]*:cognito-idp:(?<region>[a-z0-9-]+):[0-9]{12}:userpool/(?<id>(?=.{1,55}\z)[A-Za-z0-9-]+_[0-9A-Za-z]+)\z")]
    private static partial Regex UserPoolArn();

    // ResourceServerIdentifierType and ResourceServerScopeNameType of the Cognito API, each at most 256; a scope's name has no slash.
    [GeneratedRegex(@"^[\x21\x23-\x5B\x5D-\x7E]{1,256}/[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]{1,256}\z")]
    private static partial Regex Scope();

    private sealed record Signed : ClaimAuthorization;
}
