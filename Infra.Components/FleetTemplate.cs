using Infra.Components.Policies;
using Infra.Components.Templates;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.Iam;
using Pulumi.Aws.Iot.Inputs;

namespace Infra.Components;

/// <summary>What a <see cref="FleetTemplate"/> is made from.</summary>
public sealed class FleetTemplateArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>What the template makes of a device that asks.</summary>
    public required FleetTemplateBody Body { get; init; }

    /// <summary>
    /// Who decides whether the device may have what it asks for. There is no template without: whoever holds a claim could otherwise register under
    /// any thing's name.
    /// </summary>
    public required PreProvisioningHook Hook { get; init; }

    /// <summary>What it is for, as shown in the console. Default: a sentence with the SKU.</summary>
    [Input("description")]
    public string? Description { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// A fleet provisioning template, the role that AWS IoT runs it with, and the hook that it asks first. A trusted user gets five-minute claims for it
/// (<see cref="GrantClaim"/>); a device with a claim exchanges it for a certificate of its own.
/// </summary>
public sealed class FleetTemplate : ComponentResource, IGrantee
{
    /// <summary>Creates template and role.</summary>
    public FleetTemplate(string name, FleetTemplateArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:FleetTemplate", name, args, options)
    {
        var scope = AwsScope.Of(this, args.Names.Region);
        GranteeName = name;
        Role = new Role(name, new()
        {
            Name = args.Names.Role("fleet"),
            Description = $"AWS IoT provisions {args.Names.Sku} devices in {args.Names.Region} with the template {args.Names.FleetTemplate}",
            AssumeRolePolicy = Trust.Iot(scope),
            Tags = args.Tags,
        }, new() { Parent = this });

        Access = this.Grant(this, "provision", [.. TemplatePermissions.Of(args.Body, scope)]);

        var template = new Pulumi.Aws.Iot.ProvisioningTemplate(name, new()
        {
            Name = TemplatePermissions.CheckedName(args.Names.FleetTemplate),
            Region = args.Names.Region,
            Description = args.Description ?? $"{args.Names.Sku} devices with a claim",
            Type = Fleet.TypeName,
            Enabled = true,
            ProvisioningRoleArn = Role.Arn,
            PreProvisioningHook = new ProvisioningTemplatePreProvisioningHookArgs
            {
                TargetArn = args.Hook.FunctionArn,
                PayloadVersion = PreProvisioningHooks.PayloadVersion,
            },
            TemplateBody = args.Body.ToJson(),
            Tags = args.Tags,
        }, new() { Parent = this, DependsOn = [Access.Policy, args.Hook.Permission] });

        TemplateName = template.Name;
        TemplateArn = template.Arn;
        RegisterOutputs();
    }

    /// <summary>The template's name, for whoever asks for claims.</summary>
    [Output("templateName")]
    public Output<string> TemplateName { get; private init; }

    /// <summary>The template's ARN.</summary>
    [Output("templateArn")]
    public Output<string> TemplateArn { get; private init; }

    /// <summary>The role that AWS IoT runs the template with.</summary>
    public Role Role { get; }

    /// <inheritdoc />
    public string GranteeName { get; }

    /// <summary>What the role may do.</summary>
    public AccessGrant Access { get; }

    /// <summary>Lets a trusted user, or an application for such, get five-minute claims for this one template.</summary>
    public AccessGrant GrantClaim(IGrantee grantee) => grantee.Grant(this, "claim", new Statement
    {
        Sid = "CreateClaimsForThisTemplate",
        Action = [Actions.Iot.CreateProvisioningClaim],
        Resource = [TemplateArn],
    });
}
