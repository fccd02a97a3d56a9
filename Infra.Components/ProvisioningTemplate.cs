using Infra.Components.Templates;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="ProvisioningTemplate"/> is made from.</summary>
public sealed class ProvisioningTemplateArgs : TemplateArgs<JitpTemplateBody>;

/// <summary>A just-in-time provisioning template: what AWS IoT makes of a certificate's first connection, and the role it does so with.</summary>
/// <param name="name">The component's name.</param>
/// <param name="args">What it is made from.</param>
/// <param name="options">Pulumi's options.</param>
public sealed class ProvisioningTemplate(string name, ProvisioningTemplateArgs args, ComponentResourceOptions? options = null)
    : TemplateComponent<Jitp, JitpTemplateBody>(
        "infra-components:index:ProvisioningTemplate",
        name,
        args,
        new(args.Names.JitpTemplate, RoleSuffix: "jitp", $"First connections of {args.Names.Sku} devices"),
        options);
