namespace Pulumi;

/// <summary>Something that the engine keeps track of. Constructing one registers it.</summary>
public class Resource
{
    private readonly string _type;
    private readonly string _name;
    private readonly bool? _protect;
    private readonly ImmutableArray<ResourceTransformation> _transformations = [];
    private readonly ImmutableDictionary<string, ProviderResource> _providers = ImmutableDictionary<string, ProviderResource>.Empty;

    /// <summary>A resource that is only referred to.</summary>
    private protected Resource(string type, string name) => (_type, _name) = (type, name);

    private protected Resource(string type, string name, bool custom, ResourceArgs args, ResourceOptions options, bool remote)
    {
        (_type, _name) = (Given(type, nameof(type)), Given(name, nameof(name)));

        // Before anything can see this resource through its parent, its outputs must be there.
        Results = OutputProperties.Initialize(this, overwriteComponents: options.Urn is not null || remote);

        // A resource that is only read does not belong to this stack.
        var parent = type == Stack.TypeToken ? null : options.Parent ?? (options.Urn is null ? Deployment.Running.Stack : null);
        _transformations = [.. options.ResourceTransformations, .. parent?._transformations ?? []];
        (args, options) = Transform(args, options);
        options = options.Clone();

        if (options is ComponentResourceOptions { Provider: not null, Providers.Count: > 0 })
        {
            throw new ResourceException("Do not supply both 'provider' and 'providers' options to a ComponentResource.", options.Parent);
        }
        if (options.Parent is { } explicitParent)
        {
            lock (explicitParent.Children)
            {
                explicitParent.Children.Add(this);
            }
            options.Protect ??= explicitParent._protect;
            _providers = explicitParent._providers;
        }
        if (custom)
        {
            if (options.Provider is null)
            {
                options.Provider = options.Parent?.ProviderFor(type);
            }
            else if (PackageOf(type) is { } package)
            {
                _providers = _providers.SetItem(package, options.Provider);
            }
        }
        else
        {
            IEnumerable<ProviderResource> given = options.Provider is { } single
                ? [single]
                : (options as ComponentResourceOptions)?.Providers ?? [];
            _providers = _providers.SetItems(given.Select(provider => KeyValuePair.Create(provider.Package, provider)));
        }
        _protect = options.Protect;
        Provider = custom ? options.Provider : null;

        // An alias that contradicts itself fails the deployment, although mocks have no use for the URN.
        foreach (var alias in options.Aliases)
        {
            _ = alias.Apply(value => value.ToUrn(name, type, options.Parent));
        }
        Deployment.Running.Register(this, args, options);
    }

    [Output(WireNames.Urn)]
    public Output<string> Urn { get; private protected set; } = null!;

    internal HashSet<Resource> Children { get; } = [];

    internal ImmutableDictionary<string, IOutputSource> Results { get; } = ImmutableDictionary<string, IOutputSource>.Empty;

    internal ProviderResource? Provider { get; }

    public string GetResourceType() => _type;

    public string GetResourceName() => _name;

    /// <summary>The provider that this resource hands down for a type's package.</summary>
    internal ProviderResource? ProviderFor(string type) => PackageOf(type) is { } package ? _providers.GetValueOrDefault(package) : null;

    private static string Given(string value, string name)
        => string.IsNullOrEmpty(value) ? throw new ArgumentException($"'{name}' cannot be null or empty.", name) : value;

    private static string? PackageOf(string type) => type.Split(':') is [var package, _, _] ? package : null;

    private (ResourceArgs Args, ResourceOptions Options) Transform(ResourceArgs args, ResourceOptions options)
    {
        var parent = options.Parent;
        foreach (var transformation in _transformations)
        {
            if (transformation(new(this, args, options)) is not { } result)
            {
                continue;
            }
            if (result.Options.Parent != parent)
            {
                throw new ArgumentException("Transformations cannot currently be used to change the 'parent' of a resource.");
            }
            (args, options) = (result.Args, result.Options);
        }
        return (args, options);
    }
}
