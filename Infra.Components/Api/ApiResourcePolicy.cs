using System.Collections.Immutable;
using Infra.Components.Policies;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Components;

/// <summary>
/// The API's resource policy. It restricts by denying: with a Lambda authorizer, API Gateway lets a request through that the authorizer allows
/// and the policy does not mention ("API Gateway authorization workflow", table A), so that a list of who is allowed would restrict nobody.
/// A route that IAM guards is allowed to named accounts only: an Allow for everybody would open it to every AWS account there is. One that a user
/// pool guards wants that Allow: API Gateway looks for it after it has found the token to be good (the same page, "Amazon Cognito").
/// </summary>
internal static class ApiResourcePolicy
{
    public static PolicyDocument For(
        ApiCallers callers, ClaimAuthorization? claims, ImmutableArray<string> claimAccounts, AwsScope scope, Output<string> executionArn, string stageName,
        IEnumerable<string> deviceRoutes) => new(
    [
        new()
        {
            Sid = "AnyoneAsksWhetherTheApiIsUp",
            Principal = Principal.Anyone,
            Action = [Actions.ExecuteApi.Invoke],
            Resource = [Output.Format($"{executionArn}/{stageName}/GET{Routes.Health}")],
        },
        new()
        {
            Sid = "DevicesAskForCertificates",
            Principal = Principal.Anyone,
            Action = [Actions.ExecuteApi.Invoke],
            Resource = [.. from route in deviceRoutes select (ResourceArn)Output.Format($"{executionArn}/{stageName}/POST{route}")],
        },
        .. claims is ClaimAuthorization.Cognito ? (Statement[])
        [
            new()
            {
                Sid = "SignedInUsersAskForClaims",
                Principal = Principal.Anyone,
                Action = [Actions.ExecuteApi.Invoke],
                Resource = [Output.Format($"{executionArn}/{stageName}/{ClaimRoute.Verb}{Routes.Claim}")],
            },
        ] : [],
        // An account allows its own users there too: both sides have to.
        .. from account in claimAccounts
           select new Statement
           {
               Sid = $"UsersOf{account}AskForClaims",
               Principal = Principal.OfArn(Output.Format($"arn:{scope.Partition}:iam::{account}:root")),
               Action = [Actions.ExecuteApi.Invoke],
               Resource = [Output.Format($"{executionArn}/{stageName}/{ClaimRoute.Verb}{Routes.Claim}")],
           },
        .. callers switch
        {
            // Health checks come from AWS's own addresses, and the answer tells nothing.
            ApiCallers.Addresses addresses => Denied("NobodyCallsFromElsewhere", Output.Format($"{executionArn}/*/POST/*"), ("NotIpAddress", "aws:SourceIp", addresses.Networks)),
            ApiCallers.VpcEndpoints endpoints => Denied("NobodyCallsThroughAnotherEndpoint", Output.Format($"{executionArn}/*"), ("StringNotEquals", "aws:SourceVpce", endpoints.Ids)),
            _ => (Statement[])[],
        },
    ]);

    private static Statement[] Denied(string sid, Output<string> routes, (string, string, ConditionValue) condition) =>
    [
        new()
        {
            Sid = sid,
            Effect = "Deny",
            Principal = Principal.Anyone,
            Action = [Actions.ExecuteApi.Invoke],
            Resource = [routes],
            Condition = Conditions.Of(condition),
        },
    ];
}
