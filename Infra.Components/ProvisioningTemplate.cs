using System.Collections.Immutable;
using System.Text.RegularExpressions;
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
public sealed partial class ProvisioningTemplate : ComponentResource, IGrantee
{
    /// <summary>Creates template and role.</summary>
    public ProvisioningTemplate(string name, ProvisioningTemplateArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ProvisioningTemplate", name, args, options)
    {
        var templateName = Checked(args.Names.JitpTemplate);
        var scope = AwsScope.Of(this, args.Names.Region);
        GranteeName = name;
        Role = new Role(name, new()
        {
            Name = args.Names.Role("jitp"),
            Description = $"AWS IoT provisions {args.Names.Sku} devices in {args.Names.Region} with the template {templateName}",
            AssumeRolePolicy = Trust.Iot(scope),
            Tags = args.Tags,
        }, new() { Parent = this });

        Access = this.Grant(this, "provision", [.. Statements(args.Body, scope)]);

        var template = new Pulumi.Aws.Iot.ProvisioningTemplate(name, new()
        {
            Name = templateName,
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

    // AWS publishes no list of the calls that a template makes; these are the reads and writes behind each element of the grammar.
    private static IEnumerable<Statement> Statements(JitpTemplateBody body, AwsScope scope)
    {
        var things = scope.Arn("iot", "thing/*");
        yield return new()
        {
            Sid = "CreateDeviceThings",
            Action = [Actions.Iot.CreateThing, Actions.Iot.DescribeThing],
            Resource = [things],
        };
        if (body.OnExistingThing is OnExistingThing.Merge or OnExistingThing.Replace)
        {
            yield return new() { Sid = "UpdateExistingThings", Action = [Actions.Iot.UpdateThing], Resource = [things] };
        }
        if (body.ThingType is { } type)
        {
            yield return new() { Sid = "ReadTheThingType", Action = [Actions.Iot.DescribeThingType], Resource = [scope.Arn("iot", $"thingtype/{type}")] };
        }
        if (!body.ThingGroups.IsEmpty)
        {
            ImmutableArray<ResourceArn> groups = [.. body.ThingGroups.Select(group => (ResourceArn)scope.Arn("iot", $"thinggroup/{group}"))];
            yield return new() { Sid = "ReadTheThingGroups", Action = [Actions.Iot.DescribeThingGroup], Resource = groups };
            yield return new() { Sid = "AddThingsToTheirGroups", Action = [Actions.Iot.AddThingToThingGroup], Resource = [things, .. groups] };
        }
        yield return new()
        {
            Sid = "AttachAndActivateDeviceCertificates",
            Action = [Actions.Iot.AttachPolicy, Actions.Iot.AttachThingPrincipal, Actions.Iot.DescribeCertificate, Actions.Iot.UpdateCertificate],
            Resource = [scope.Arn("iot", "cert/*")],
        };
        yield return new()
        {
            Sid = "ReadTheDevicePolicy",
            Action = [Actions.Iot.GetPolicy],
            Resource = [scope.Arn("iot", body.PolicyName.Apply(policyName => $"policy/{policyName}"))],
        };
    }

    private static string Checked(string templateName) => TemplateNames().IsMatch(templateName)
        ? templateName
        : throw new FormatException($"'{templateName}' is no template name; allowed are 1 to 36 of a-z, A-Z, 0-9, _ and - ({templateName.Length} characters)");

    [GeneratedRegex(@"^[0-9A-Za-z_-]{1,36}\z")]
    private static partial Regex TemplateNames();
}
