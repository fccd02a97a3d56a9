using Infra.Components.Policies;
using Pulumi;

namespace Infra.Components;

/// <summary>What <see cref="FleetSigning"/> is made from.</summary>
public sealed class FleetSigningArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The function that signs.</summary>
    public required ProvisioningFunction Function { get; init; }
}

/// <summary>
/// Certificates of the region's CA for devices with a claim: AWS IoT asks the function for each CSR, and may call it for this provider of this account
/// only. One product line per account and region can have it, since all fleet provisioning there then goes through its function.
/// </summary>
public sealed class FleetSigning : ComponentResource
{
    /// <summary>Creates permission and provider.</summary>
    public FleetSigning(string name, FleetSigningArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:FleetSigning", name, args, options)
    {
        var scope = AwsScope.Of(this, args.Names.Region);
        // By name: the permission has to be there before the first device asks. IAM's reference parts kind and name by a slash, examples in the
        // developer guide by a colon; the question mark stands for either.
        var source = scope.Arn("iot", $"certificateprovider?{args.Names.CertificateProvider}");
        var permission = args.Function.GrantInvoke(this, name, ServicePrincipals.Iot, source, scope.Account);

        var provider = new CertificateProvider(name, new()
        {
            Region = args.Names.Region,
            ProviderName = args.Names.CertificateProvider,
            FunctionArn = args.Function.FunctionArn,
        }, new() { Parent = this, DependsOn = [permission] });

        ProviderArn = provider.ProviderArn;
        RegisterOutputs();
    }

    /// <summary>The provider's ARN.</summary>
    [Output("providerArn")]
    public Output<string> ProviderArn { get; private init; }
}
