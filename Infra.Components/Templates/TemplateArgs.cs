using Pulumi;

namespace Infra.Components.Templates;

/// <summary>What both kinds of template are made from.</summary>
/// <typeparam name="TBody">The body of the kind.</typeparam>
public abstract class TemplateArgs<TBody> : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>What the template makes of a device.</summary>
    public required TBody Body { get; init; }

    /// <summary>What it is for, as shown in the console. Default: a sentence with the SKU.</summary>
    [Input("description")]
    public string? Description { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}
