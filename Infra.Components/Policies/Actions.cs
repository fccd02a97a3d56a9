#pragma warning disable CS1591 // an action's name and value say the same
namespace Infra.Components.Policies;

/// <summary>The IAM actions in use, by service.</summary>
public static class Actions
{
    /// <summary>Security Token Service.</summary>
    public static class Sts
    {
        public const string AssumeRole = "sts:AssumeRole";
    }

    /// <summary>Lambda.</summary>
    public static class Lambda
    {
        public const string InvokeFunction = "lambda:InvokeFunction";
    }

    /// <summary>API Gateway: methods with authorization AWS_IAM, and an API's resource policy.</summary>
    public static class ExecuteApi
    {
        public const string Invoke = "execute-api:Invoke";
    }

    /// <summary>DynamoDB.</summary>
    public static class DynamoDb
    {
        public const string GetItem = "dynamodb:GetItem";
        public const string PutItem = "dynamodb:PutItem";
        public const string UpdateItem = "dynamodb:UpdateItem";
        public const string DeleteItem = "dynamodb:DeleteItem";
        public const string Query = "dynamodb:Query";
        public const string BatchWriteItem = "dynamodb:BatchWriteItem";
    }

    /// <summary>CloudWatch Logs.</summary>
    public static class Logs
    {
        public const string CreateLogGroup = "logs:CreateLogGroup";
        public const string CreateLogStream = "logs:CreateLogStream";
        public const string PutLogEvents = "logs:PutLogEvents";
    }

    /// <summary>SQS.</summary>
    public static class Sqs
    {
        public const string SendMessage = "sqs:SendMessage";
    }

    /// <summary>X-Ray.</summary>
    public static class XRay
    {
        public const string PutTelemetryRecords = "xray:PutTelemetryRecords";
        public const string PutTraceSegments = "xray:PutTraceSegments";
    }

    /// <summary>ACM Private CA.</summary>
    public static class AcmPca
    {
        public const string IssueCertificate = "acm-pca:IssueCertificate";
        public const string GetCertificate = "acm-pca:GetCertificate";
        public const string GetCertificateAuthorityCertificate = "acm-pca:GetCertificateAuthorityCertificate";
        public const string DescribeCertificateAuthority = "acm-pca:DescribeCertificateAuthority";
        public const string ListPermissions = "acm-pca:ListPermissions";
        public const string ListTags = "acm-pca:ListTags";
    }

    /// <summary>S3, in bucket policies.</summary>
    public static class S3
    {
        public const string GetBucketAcl = "s3:GetBucketAcl";
        public const string GetBucketLocation = "s3:GetBucketLocation";
        public const string PutObject = "s3:PutObject";
        public const string PutObjectAcl = "s3:PutObjectAcl";
        public const string All = "s3:*";
    }

    /// <summary>AWS IoT's control plane. What devices may do over MQTT is in <see cref="IotPolicies.IotPolicyDocument"/>.</summary>
    public static class Iot
    {
        public const string AddThingToThingGroup = "iot:AddThingToThingGroup";
        public const string AttachPolicy = "iot:AttachPolicy";
        public const string AttachThingPrincipal = "iot:AttachThingPrincipal";
        public const string CreateCertificateFromCsr = "iot:CreateCertificateFromCsr";
        public const string CreateProvisioningClaim = "iot:CreateProvisioningClaim";
        public const string CreateThing = "iot:CreateThing";
        public const string DeleteCertificate = "iot:DeleteCertificate";
        public const string DescribeCertificate = "iot:DescribeCertificate";
        public const string DescribeThing = "iot:DescribeThing";
        public const string DescribeThingGroup = "iot:DescribeThingGroup";
        public const string DescribeThingType = "iot:DescribeThingType";
        public const string DetachPolicy = "iot:DetachPolicy";
        public const string DetachThingPrincipal = "iot:DetachThingPrincipal";
        public const string GetPolicy = "iot:GetPolicy";
        public const string RegisterCertificate = "iot:RegisterCertificate";
        public const string UpdateCertificate = "iot:UpdateCertificate";
        public const string UpdateThing = "iot:UpdateThing";
    }
}
