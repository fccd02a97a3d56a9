using Infra.Components.Policies;
using Infra.Components.Templates;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="FleetTemplate"/> is made from.</summary>
public sealed class FleetTemplateArgs : TemplateArgs<FleetTemplateBody>
{
    /// <summary>
    /// Who decides whether the device may have what it asks for. There is no template without: whoever holds a claim could otherwise register under
    /// any thing's name.
    /// </summary>
    public required PreProvisioningHook Hook { get; init; }
}

/// <summary>
/// A fleet provisioning template, the role that AWS IoT runs it with, and the hook that it asks first. A trusted user gets five-minute claims for it
/// (<see cref="GrantClaim"/>); a device with a claim exchanges it for a certificate of its own.
/// </summary>
/// <param name="name">The component's name.</param>
/// <param name="args">What it is made from.</param>
/// <param name="options">Pulumi's options.</param>
public sealed class FleetTemplate(string name, FleetTemplateArgs args, ComponentResourceOptions? options = null)
    : TemplateComponent<Fleet, FleetTemplateBody>(
        "infra-components:index:FleetTemplate",
        name,
        args,
        new(args.Names.FleetTemplate, RoleSuffix: "fleet", $"{args.Names.Sku} devices with a claim"),
        options,
        args.Hook)
{
    /// <summary>Lets a trusted user, or an application for such, get five-minute claims for this one template.</summary>
    public AccessGrant GrantClaim(IGrantee grantee) => grantee.Grant(this, "claim", new Statement
    {
        Sid = "CreateClaimsForThisTemplate",
        Action = [Actions.Iot.CreateProvisioningClaim],
        Resource = [TemplateArn],
    });
}
