using Infra.Components.Policies;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.Iam;
using Pulumi.Aws.Iot.Inputs;
using ProvisioningTemplateResource = Pulumi.Aws.Iot.ProvisioningTemplate;

namespace Infra.Components.Templates;

/// <summary>
/// A template of either kind and the role that AWS IoT runs it with. The role allows what this template does and no more, unlike the managed policy
/// AWSIoTThingsRegistration, which allows 29 actions on every resource.
/// </summary>
/// <typeparam name="TKind">The kind of template.</typeparam>
/// <typeparam name="TBody">The body of the kind.</typeparam>
public abstract class TemplateComponent<TKind, TBody> : ComponentResource, IGrantee
    where TKind : ITemplateKind
    where TBody : TemplateBody<TKind>
{
    private protected TemplateComponent(
        string type, string name, TemplateArgs<TBody> args, TemplateTraits traits, ComponentResourceOptions? options, PreProvisioningHook? hook = null)
        : base(type, name, args, options)
    {
        var scope = AwsScope.Of(this, args.Names.Region);
        GranteeName = name;
        Role = new Role(name, new()
        {
            Name = args.Names.Role(traits.RoleSuffix),
            Description = $"AWS IoT provisions {args.Names.Sku} devices in {args.Names.Region} with the template {traits.TemplateName}",
            AssumeRolePolicy = Trust.Iot(scope),
            Tags = args.Tags,
        }, new() { Parent = this });

        Access = this.Grant(this, "provision", [.. TemplatePermissions.Of(args.Body, scope)]);

        var template = new ProvisioningTemplateResource(name, new()
        {
            Name = TemplatePermissions.CheckedName(traits.TemplateName),
            Region = args.Names.Region,
            Description = args.Description ?? traits.Description,
            Type = TKind.TypeName,
            Enabled = true,
            ProvisioningRoleArn = Role.Arn,
            PreProvisioningHook = hook is null ? (Input<ProvisioningTemplatePreProvisioningHookArgs>?)null : new ProvisioningTemplatePreProvisioningHookArgs
            {
                TargetArn = hook.FunctionArn,
                PayloadVersion = PreProvisioningHooks.PayloadVersion,
            },
            TemplateBody = args.Body.ToJson(),
            Tags = args.Tags,
        }, new() { Parent = this, DependsOn = hook is null ? [Access.Policy] : [Access.Policy, hook.Permission] });

        TemplateName = template.Name;
        TemplateArn = template.Arn;
        RegisterOutputs();
    }

    /// <summary>The template's name, for a CA's registration or for whoever asks for claims.</summary>
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

/// <summary>How a kind of template is called.</summary>
/// <param name="TemplateName">The template's name in AWS IoT.</param>
/// <param name="RoleSuffix">What its role's name ends with.</param>
/// <param name="Description">What it is for, if the program does not say.</param>
internal sealed record TemplateTraits(string TemplateName, string RoleSuffix, string Description);
