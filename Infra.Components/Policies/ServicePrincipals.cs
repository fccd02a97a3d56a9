namespace Infra.Components.Policies;

/// <summary>
/// The AWS services that act for a stack. Their names are the same in every partition, whatever its hosts are called (aws-cdk, region-info/lib/default.ts:
/// "globally SERVICE.amazonaws.com").
/// </summary>
public static class ServicePrincipals
{
    /// <summary>ACM Private CA.</summary>
    public const string AcmPca = "acm-pca.amazonaws.com";

    /// <summary>API Gateway.</summary>
    public const string ApiGateway = "apigateway.amazonaws.com";

    /// <summary>EventBridge.</summary>
    public const string Events = "events.amazonaws.com";

    /// <summary>AWS IoT.</summary>
    public const string Iot = "iot.amazonaws.com";

    /// <summary>Lambda.</summary>
    public const string Lambda = "lambda.amazonaws.com";
}
