namespace Pulumi;

/// <summary>A provider with its configuration, as a resource of its own.</summary>
public class ProviderResource : CustomResource
{
    private Task<string>? _reference;

    public ProviderResource(string package, string name, ResourceArgs args, CustomResourceOptions? options = null)
        : base($"pulumi:providers:{package}", name, args, options)
        => Package = package;

    public ProviderResource(
        string package,
        string name,
        ResourceArgs args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null)
        : this(package, name, args, options)
    {
    }

    internal string Package { get; }

    /// <summary>How a resource names its provider: URN and id.</summary>
    internal Task<string> ReferenceAsync() => _reference ??= ResolveAsync();

    private async Task<string> ResolveAsync()
    {
        // As with an engine, the first resource of a provider does not hold up the program.
        await Task.Yield();
        var urn = await Urn.GetValueAsync(whenUnknown: default!).ConfigureAwait(false);
        var id = await Id.GetValueAsync(whenUnknown: "").ConfigureAwait(false);
        return $"{urn}::{(string.IsNullOrEmpty(id) ? WireNames.Unknown : id)}";
    }
}
