namespace Infra.Local.Aws;

/// <summary>The wire protocol of a service; it decides where the operation's name stands and what an error looks like.</summary>
internal enum AwsProtocol
{
    /// <summary>Operation in <c>X-Amz-Target</c>, <c>application/x-amz-json-1.0</c> (DynamoDB, SQS).</summary>
    Json10,

    /// <summary>Operation in <c>X-Amz-Target</c>, <c>application/x-amz-json-1.1</c> (ACM PCA, CloudWatch Logs).</summary>
    Json11,

    /// <summary>Operation in method and path, error type in <c>x-amzn-ErrorType</c> (AWS IoT, Lambda).</summary>
    RestJson,

    /// <summary>Form fields in, XML out (STS, IAM).</summary>
    Query,

    /// <summary>Operation in method and path, XML (S3).</summary>
    RestXml,
}
