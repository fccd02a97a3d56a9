namespace Pulumi.Aws;

/// <summary>Ties a class to its type token, so that the SDK can make the object for a resource reference.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AwsResourceTypeAttribute(string type) : ResourceTypeAttribute(type, Package.Version);
