namespace Pulumi;

/// <summary>Names and markers of the engine's property format, which mocks may meet or return.</summary>
internal static class WireNames
{
    /// <summary>The string that stands for a value that is not known in this preview.</summary>
    public const string Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    /// <summary>The key that makes a map something special: an asset, an archive, a secret, a resource.</summary>
    public const string Signature = "4dabf18193072939515e22adb298388d";

    public const string AssetSignature = "c44067f5952c0a294b673a41bacd8c17";
    public const string ArchiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
    public const string SecretSignature = "1b47061264138c4ac30d75fd1eb44270";
    public const string ResourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

    public const string Value = "value";
    public const string Text = "text";
    public const string Assets = "assets";
    public const string Path = "path";
    public const string Uri = "uri";
    public const string Urn = "urn";
    public const string Id = "id";
    public const string PackageVersion = "packageVersion";
}
