using Infra.Components.Policies;
using Infra.Components.Templates;
using Pulumi;
using Pulumi.Aws.Iam;

namespace Infra.Components;

/// <summary>What a <see cref="ProvisioningTemplate"/> is made from.</summary>
public sealed class ProvisioningTemplateArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>What the template makes of a first connection.</summary>
    public required JitpTemplateBody Body { get; init; }

    /// <summary>What it is for, as shown in the console. Default: a sentence with the SKU.</summary>
    [Input("description")]
    public string? Description { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// A just-in-time provisioning template and the role that AWS IoT runs it with. The role allows what this template does and no more,
/// unlike the managed policy AWSIoTThingsRegistration, which allows 29 actions on every resource.
/// </summary>
public sealed class ProvisioningTemplate : ComponentResource, IGrantee
{
    /// <summary>Creates template and role.</summary>
    public ProvisioningTemplate(string name, ProvisioningTemplateArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ProvisioningTemplate", name, args, options)
    {
        var scope = AwsScope.Of(this, args.Names.Region);
        GranteeName = name;
        Role = new Role(name, new()
        {
            Name = args.Names.Role("jitp"),
            Description = $"AWS IoT provisions {args.Names.Sku} devices in {args.Names.Region} with the template {args.Names.JitpTemplate}",
            AssumeRolePolicy = Trust.Iot(scope),
            Tags = args.Tags,
        }, new() { Parent = this });

        Access = this.Grant(this, "provision", [.. TemplatePermissions.Of(args.Body, scope)]);

        var template = new Pulumi.Aws.Iot.ProvisioningTemplate(name, new()
        {
            Name = TemplatePermissions.CheckedName(args.Names.JitpTemplate),
            Region = args.Names.Region,
            Description = args.Description ?? $"First connections of {args.Names.Sku} devices",
            Type = Jitp.TypeName,
            Enabled = true,
            ProvisioningRoleArn = Role.Arn,
            TemplateBody = args.Body.ToJson(),
            Tags = args.Tags,
        }, new() { Parent = this, DependsOn = [Access.Policy] });

        TemplateName = template.Name;
        TemplateArn = template.Arn;
        RegisterOutputs();
    }

    /// <summary>The template's name, for a CA's registration.</summary>
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
}
