namespace Pulumi;

/// <summary>How the engine treats a resource.</summary>
public abstract class ResourceOptions
{
    private protected ResourceOptions(ResourceOptions? copyFrom)
    {
        if (copyFrom is null)
        {
            return;
        }
        Aliases = [.. copyFrom.Aliases];
        CustomTimeouts = copyFrom.CustomTimeouts?.Clone();
        DeletedWith = copyFrom.DeletedWith;
        DependsOn = copyFrom.DependsOn.Clone();
        HideDiffs = [.. copyFrom.HideDiffs];
        Hooks = copyFrom.Hooks.Clone();
        Id = copyFrom.Id;
        IgnoreChanges = [.. copyFrom.IgnoreChanges];
        Parent = copyFrom.Parent;
        PluginDownloadURL = copyFrom.PluginDownloadURL;
        Protect = copyFrom.Protect;
        Provider = copyFrom.Provider;
        ReplaceOnChanges = [.. copyFrom.ReplaceOnChanges];
        ReplaceWith = copyFrom.ReplaceWith.Clone();
        ReplacementTrigger = copyFrom.ReplacementTrigger;
        ResourceTransformations = [.. copyFrom.ResourceTransformations];
        ResourceTransforms = [.. copyFrom.ResourceTransforms];
        RetainOnDelete = copyFrom.RetainOnDelete;
        Urn = copyFrom.Urn;
        Version = copyFrom.Version;
    }

    protected ResourceOptions()
    {
    }

    public Input<string>? Id { get; set; }

    public Resource? Parent { get; set; }

    public InputList<Resource> DependsOn { get => field ??= []; set; }

    public bool? Protect { get; set; }

    public List<string> IgnoreChanges { get => field ??= []; set; }

    public string? Version { get; set; }

    public ProviderResource? Provider { get; set; }

    public CustomTimeouts? CustomTimeouts { get; set; }

    public List<ResourceTransformation> ResourceTransformations { get => field ??= []; set; }

    public List<ResourceTransform> ResourceTransforms { get => field ??= []; set; }

    public List<Input<Alias>> Aliases { get; set; } = [];

    public string? Urn { get; set; }

    public List<string> ReplaceOnChanges { get => field ??= []; set; }

    public string? PluginDownloadURL { get; set; }

    public bool? RetainOnDelete { get; set; }

    public Resource? DeletedWith { get; set; }

    public InputList<Resource> ReplaceWith { get => field ??= []; set; }

    public ResourceHookBinding Hooks { get => field ??= new(); set; }

    public List<string> HideDiffs { get => field ??= []; set; }

    public Input<object>? ReplacementTrigger { get; set; }

    internal abstract ResourceOptions Clone();

    /// <summary>Lists are joined; of single values the other's wins.</summary>
    private protected void Add(ResourceOptions other)
    {
        Aliases.AddRange(other.Aliases);
        CustomTimeouts = other.CustomTimeouts ?? CustomTimeouts;
        DeletedWith = other.DeletedWith ?? DeletedWith;
        DependsOn = DependsOn.Concat(other.DependsOn);
        HideDiffs.AddRange(other.HideDiffs);
        Hooks = Hooks.Concat(other.Hooks);
        Id = other.Id ?? Id;
        IgnoreChanges.AddRange(other.IgnoreChanges);
        Parent = other.Parent ?? Parent;
        PluginDownloadURL = other.PluginDownloadURL ?? PluginDownloadURL;
        Protect = other.Protect ?? Protect;
        Provider = other.Provider ?? Provider;
        ReplaceOnChanges.AddRange(other.ReplaceOnChanges);
        ReplaceWith = ReplaceWith.Concat(other.ReplaceWith);
        ReplacementTrigger = other.ReplacementTrigger ?? ReplacementTrigger;
        ResourceTransformations.AddRange(other.ResourceTransformations);
        ResourceTransforms.AddRange(other.ResourceTransforms);
        RetainOnDelete = other.RetainOnDelete ?? RetainOnDelete;
        Urn = other.Urn ?? Urn;
        Version = other.Version ?? Version;
    }
}

public sealed class CustomResourceOptions : ResourceOptions
{
    public CustomResourceOptions()
    {
    }

    private CustomResourceOptions(CustomResourceOptions? copyFrom) : base(copyFrom)
    {
        if (copyFrom is not null)
        {
            AdditionalSecretOutputs = [.. copyFrom.AdditionalSecretOutputs];
            DeleteBeforeReplace = copyFrom.DeleteBeforeReplace;
            EnvVarMappings = copyFrom.EnvVarMappings;
            ImportId = copyFrom.ImportId;
        }
    }

    public bool? DeleteBeforeReplace { get; set; }

    public List<string> AdditionalSecretOutputs { get => field ??= []; set; }

    public string? ImportId { get; set; }

    public Dictionary<string, string> EnvVarMappings { get => field ??= []; set; }

    public static CustomResourceOptions Merge(CustomResourceOptions? options1, CustomResourceOptions? options2)
    {
        var merged = new CustomResourceOptions(options1);
        if (options2 is not null)
        {
            merged.Add(options2);
            merged.DeleteBeforeReplace = options2.DeleteBeforeReplace ?? merged.DeleteBeforeReplace;
            merged.ImportId = options2.ImportId ?? merged.ImportId;
            merged.AdditionalSecretOutputs.AddRange(options2.AdditionalSecretOutputs);
            foreach (var (name, value) in options2.EnvVarMappings)
            {
                merged.EnvVarMappings[name] = value;
            }
        }
        return merged;
    }

    internal override ResourceOptions Clone() => new CustomResourceOptions(this);
}

public sealed class ComponentResourceOptions : ResourceOptions
{
    public ComponentResourceOptions()
    {
    }

    private ComponentResourceOptions(ComponentResourceOptions? copyFrom) : base(copyFrom)
    {
        if (copyFrom is not null)
        {
            Providers = [.. copyFrom.Providers];
        }
    }

    public List<ProviderResource> Providers { get => field ??= []; set; }

    public static ComponentResourceOptions Merge(ComponentResourceOptions? options1, ComponentResourceOptions? options2)
    {
        var merged = new ComponentResourceOptions(options1);
        if (options2 is not null)
        {
            merged.Add(options2);
            merged.Providers.AddRange(options2.Providers);
        }
        // One provider a package: the last that was given.
        merged.Providers = [.. merged.Providers.AsEnumerable().Reverse().DistinctBy(provider => provider.Package).Reverse()];
        return merged;
    }

    internal override ResourceOptions Clone() => new ComponentResourceOptions(this);
}

public sealed class CustomTimeouts
{
    public TimeSpan? Create { get; set; }

    public TimeSpan? Update { get; set; }

    public TimeSpan? Delete { get; set; }

    internal CustomTimeouts Clone() => new() { Create = Create, Update = Update, Delete = Delete };
}

public class StackOptions
{
    public List<ResourceTransformation> ResourceTransformations { get => field ??= []; set; }

    public List<ResourceTransform> ResourceTransforms { get => field ??= []; set; }
}

public class InvokeOptions
{
    public Resource? Parent { get; set; }

    public ProviderResource? Provider { get; set; }

    public string? Version { get; set; }

    public string? PluginDownloadURL { get; set; }
}

public class InvokeOutputOptions : InvokeOptions
{
    public InputList<Resource> DependsOn { get => field ??= []; set; }
}

public class CallOptions
{
    public Resource? Parent { get; set; }

    public ProviderResource? Provider { get; set; }

    public string? Version { get; set; }

    public string? PluginDownloadURL { get; set; }
}
