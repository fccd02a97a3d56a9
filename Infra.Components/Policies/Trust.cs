using Pulumi;

namespace Infra.Components.Policies;

/// <summary>Trust policies: who may assume a role.</summary>
public static class Trust
{
    /// <summary>The functions service. Lambda sends no source conditions when it assumes an execution role, so there are none to ask for.</summary>
    public static PolicyDocument Lambda { get; } = new(new Statement
    {
        Sid = "LambdaRunsTheFunction",
        Principal = Principal.OfService(ServicePrincipals.Lambda),
        Action = [Actions.Sts.AssumeRole],
    });

    /// <summary>API Gateway, to write logs; the service documents no source conditions for this role.</summary>
    public static PolicyDocument ApiGateway { get; } = new(new Statement
    {
        Sid = "ApiGatewayWritesLogs",
        Principal = Principal.OfService(ServicePrincipals.ApiGateway),
        Action = [Actions.Sts.AssumeRole],
    });

    /// <summary>One account, role or user.</summary>
    public static PolicyDocument Of(Input<string> arn) => new(new Statement
    {
        Sid = "TheNamedPrincipalAssumesTheRole",
        Principal = Principal.OfArn(arn),
        Action = [Actions.Sts.AssumeRole],
    });

    /// <summary>
    /// AWS IoT of one region of this account, so that no other account can make the service act with the role ("confused deputy").
    /// The source ARN is the documented form <c>arn:PARTITION:iot:REGION:ACCOUNT:*</c>: AWS does not say which resource it names during JITP.
    /// </summary>
    public static PolicyDocument Iot(AwsScope scope, string sid = "IotProvisionsDevices") => new(new Statement
    {
        Sid = sid,
        Principal = Principal.OfService(ServicePrincipals.Iot),
        Action = [Actions.Sts.AssumeRole],
        Condition = Conditions.Of(
            ("StringEquals", "aws:SourceAccount", scope.Account),
            ("ArnLike", "aws:SourceArn", scope.Arn("iot", "*"))),
    });
}
