namespace Infra.Components.Policies;

/// <summary>What AWS IoT makes for each device, and nobody can name before: all of a kind, in one account and region.</summary>
internal static class IotArns
{
    public static ResourceArn Things(AwsScope scope) =>
        ResourceArn.Every(scope.Arn("iot", "thing/*"), because: "a thing has its device's id, and devices come after the stack");

    public static ResourceArn Certificates(AwsScope scope) =>
        ResourceArn.Every(scope.Arn("iot", "cert/*"), because: "a certificate's id is its hash, which nobody knows before it is issued");
}
