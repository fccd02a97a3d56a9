namespace Pulumi;

/// <summary>A resource that a provider creates.</summary>
public class CustomResource : Resource
{
    public CustomResource(
        string type,
        string name,
        ResourceArgs? args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null)
        : this(type, name, args, options)
    {
    }

    public CustomResource(string type, string name, ResourceArgs? args, CustomResourceOptions? options = null)
        : base(type, name, custom: true, args ?? ResourceArgs.Empty, options ?? new CustomResourceOptions(), remote: false)
    {
    }

    private protected CustomResource(string type, string name) : base(type, name)
    {
    }

    [Output(WireNames.Id)]
    public Output<string> Id { get; private protected set; } = null!;
}

/// <summary>A resource that another one refers to by its URN.</summary>
internal sealed class DependencyResource : CustomResource
{
    public DependencyResource(string urn) : base("", "")
        => Urn = new(Task.FromResult(new OutputData<string>([this], urn, IsKnown: true, IsSecret: false)));
}
