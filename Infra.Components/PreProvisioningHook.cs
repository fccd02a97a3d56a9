using Infra.Components.Policies;
using Pulumi;
using Permission = Pulumi.Aws.Lambda.Permission;

namespace Infra.Components;

/// <summary>What a <see cref="PreProvisioningHook"/> is made from.</summary>
public sealed class PreProvisioningHookArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The function that decides.</summary>
    public required ProvisioningFunction Function { get; init; }
}

/// <summary>
/// The function that AWS IoT asks before it provisions a device with the product line's fleet template, and the permission for AWS IoT to call it: for
/// that template of this account only, so that nobody else's template can make the function talk ("confused deputy").
/// </summary>
public sealed class PreProvisioningHook : ComponentResource
{
    /// <summary>Creates the permission.</summary>
    public PreProvisioningHook(string name, PreProvisioningHookArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:PreProvisioningHook", name, args, options)
    {
        var scope = AwsScope.Of(this, args.Names.Region);
        // Not the template's own output: the permission has to be there before AWS IoT accepts a template with this hook.
        var source = scope.Arn("iot", $"provisioningtemplate/{args.Names.FleetTemplate}");
        Permission = args.Function.GrantInvoke(this, name, ServicePrincipals.Iot, source, scope.Account);

        FunctionArn = args.Function.FunctionArn;
        RegisterOutputs();
    }

    /// <summary>The function's ARN.</summary>
    [Output("functionArn")]
    public Output<string> FunctionArn { get; private init; }

    internal Permission Permission { get; }
}
