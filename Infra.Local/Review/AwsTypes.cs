namespace Infra.Local.Review;

/// <summary>Type tokens of the resources that a policy review reads.</summary>
internal static class AwsTypes
{
    public const string Role = "aws:iam/role:Role";
    public const string RolePolicy = "aws:iam/rolePolicy:RolePolicy";
    public const string RolePolicyAttachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    public const string IotPolicy = "aws:iot/policy:Policy";
    public const string Function = "aws:lambda/function:Function";
    public const string Permission = "aws:lambda/permission:Permission";
    public const string RestApiPolicy = "aws:apigateway/restApiPolicy:RestApiPolicy";
    public const string BucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
}
