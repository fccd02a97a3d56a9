using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.Iam;

namespace Infra.Components;

/// <summary>What a <see cref="TrustedInstaller"/> is made from.</summary>
public sealed class TrustedInstallerArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The template that installers get claims for.</summary>
    public required FleetTemplate Template { get; init; }

    /// <summary>ARN of who may act as an installer: the role that installers sign in with, or that of an application for them.</summary>
    [Input("assumedBy", required: true)]
    public required Input<string> AssumedBy { get; init; }

    /// <summary>
    /// The API that installers ask for claims: it makes them for devices that are recorded and ready, and writes down who asked for which. Default: none,
    /// installers get claims from AWS IoT itself, for whatever device.
    /// </summary>
    public ProvisioningApi? Api { get; init; }

    /// <summary>How long one may stay an installer without asking again, 3600 to 43200 seconds. Default: an hour.</summary>
    [Input("sessionSeconds")]
    public int SessionSeconds { get; init; } = 3600;

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// The role of the people who provision devices: to get five-minute claims for one template, and nothing else. CloudTrail has who got which claim.
/// </summary>
public sealed class TrustedInstaller : ComponentResource, IGrantee
{
    /// <summary>Creates the role.</summary>
    public TrustedInstaller(string name, TrustedInstallerArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:TrustedInstaller", name, args, options)
    {
        // CreateRole, MaxSessionDuration.
        if (args.SessionSeconds is < 3600 or > 43_200)
        {
            throw new ComponentException(ComponentCodes.InstallerSessionInvalid, $"an installer's session cannot last {args.SessionSeconds} s; IAM allows 3600 to 43200");
        }

        GranteeName = name;
        Role = new Role(name, new()
        {
            Name = args.Names.Role("installer"),
            Description = $"Gets claims for {args.Names.Sku} devices in {args.Names.Region}",
            AssumeRolePolicy = Trust.Of(args.AssumedBy),
            MaxSessionDuration = args.SessionSeconds,
            Tags = args.Tags,
        }, new() { Parent = this });
        // One way or the other: with both, the API's checks could be gone round.
        Access = args.Api?.GrantClaim(this) ?? args.Template.GrantClaim(this);
        RoleArn = Role.Arn;
        RegisterOutputs();
    }

    /// <summary>The role's ARN, to be assumed.</summary>
    [Output("roleArn")]
    public Output<string> RoleArn { get; private init; }

    /// <inheritdoc />
    public Role Role { get; }

    /// <inheritdoc />
    public string GranteeName { get; }

    /// <summary>What the role may do.</summary>
    public AccessGrant Access { get; }
}
