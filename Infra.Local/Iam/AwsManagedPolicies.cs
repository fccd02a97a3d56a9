using System.Collections.Immutable;

namespace Infra.Local.Iam;

/// <summary>The policies of AWS that a program may attach by ARN (AWS Managed Policy Reference Guide).</summary>
internal static class AwsManagedPolicies
{
    public static ImmutableDictionary<string, PolicyDocument> Documents { get; } = new Dictionary<string, string[]>
    {
        ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] =
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"] =
        [
            "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents",
            "logs:GetLogEvents", "logs:FilterLogEvents",
        ],
        ["arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration"] =
        [
            "iot:AddThingToThingGroup", "iot:AttachPolicy", "iot:AttachPrincipalPolicy", "iot:AttachThingPrincipal",
            "iot:CreateCertificateFromCsr", "iot:CreatePolicy", "iot:CreateThing", "iot:DescribeCertificate", "iot:DescribeThing",
            "iot:DescribeThingGroup", "iot:DescribeThingType", "iot:DetachPolicy", "iot:DetachThingPrincipal", "iot:GetPolicy",
            "iot:ListAttachedPolicies", "iot:ListPolicyPrincipals", "iot:ListPrincipalPolicies", "iot:ListPrincipalThings",
            "iot:ListTargetsForPolicy", "iot:ListThingGroupsForThing", "iot:ListThingPrincipals", "iot:RegisterCertificate",
            "iot:RegisterThing", "iot:RemoveThingFromThingGroup", "iot:UpdateCertificate", "iot:UpdateThing",
            "iot:UpdateThingGroupsForThing", "iot:AddThingToBillingGroup", "iot:DescribeBillingGroup", "iot:RemoveThingFromBillingGroup",
        ],
    }.ToImmutableDictionary(policy => policy.Key, policy => AllowEverywhere(policy.Value));

    private static PolicyDocument AllowEverywhere(string[] actions) => new(
    [
        new()
        {
            Sid = "",
            IsDeny = false,
            Actions = [.. actions.Select(action => new PolicyText(action))],
            ActionsAreExcluded = false,
            Resources = [new("*")],
            ResourcesAreExcluded = false,
            Principals = null,
            Conditions = [],
        },
    ]);
}
