namespace Pulumi.Aws;

/// <summary>Function calls ask for the provider of this package's version, as resources do.</summary>
internal static class InvokeDefaults
{
    public static InvokeOptions WithDefaults(this InvokeOptions? options) => new()
    {
        Parent = options?.Parent,
        Provider = options?.Provider,
        PluginDownloadURL = options?.PluginDownloadURL,
        Version = options?.Version ?? Package.Version,
    };

    public static InvokeOutputOptions WithDefaults(this InvokeOutputOptions? options) => new()
    {
        Parent = options?.Parent,
        Provider = options?.Provider,
        PluginDownloadURL = options?.PluginDownloadURL,
        Version = options?.Version ?? Package.Version,
        DependsOn = options?.DependsOn ?? [],
    };
}
