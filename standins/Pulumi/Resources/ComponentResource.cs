using System.Reflection;

namespace Pulumi;

/// <summary>A resource that stands for the ones which it creates as its children.</summary>
public class ComponentResource : Resource
{
    public ComponentResource(string type, string name, ComponentResourceOptions? options = null)
        : this(type, name, ResourceArgs.Empty, options, remote: false)
    {
    }

    public ComponentResource(string type, string name, ResourceArgs? args, ComponentResourceOptions? options = null, bool remote = false)
        : base(type, name, custom: false, args ?? ResourceArgs.Empty, options ?? new ComponentResourceOptions(), remote)
        => IsRemote = remote;

    public ComponentResource(
        string type,
        string name,
        ResourceArgs? args,
        ComponentResourceOptions? options,
        bool remote,
        RegisterPackageRequest? registerPackageRequest = null)
        : this(type, name, args, options, remote)
    {
    }

    internal bool IsRemote { get; }

    /// <summary>Registers every <see cref="OutputAttribute"/> property.</summary>
    protected void RegisterOutputs()
        => RegisterOutputs(GetType().GetProperties()
            .Where(property => property.Name != nameof(Urn))
            .Select(property => (Property: property, Attribute: property.GetCustomAttribute<OutputAttribute>()))
            .Where(found => found.Attribute is not null)
            .ToDictionary(
                found => string.IsNullOrWhiteSpace(found.Attribute!.Name) ? found.Property.Name : found.Attribute.Name,
                found => found.Property.GetValue(this)));

    protected void RegisterOutputs(IDictionary<string, object?> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        RegisterOutputs(Task.FromResult(outputs));
    }

    protected void RegisterOutputs(Task<IDictionary<string, object?>> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        RegisterOutputs(Output.Create(outputs));
    }

    protected void RegisterOutputs(Output<IDictionary<string, object?>> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        Deployment.Running.RegisterOutputs(this, outputs);
    }
}
