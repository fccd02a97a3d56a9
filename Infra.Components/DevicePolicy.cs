using System.Collections.Immutable;
using Infra.Components.IotPolicies;
using Infra.Components.Policies;
using Pulumi;

namespace Infra.Components;

/// <summary>What a <see cref="DevicePolicy"/> is made from.</summary>
public sealed class DevicePolicyArgs : IotPolicyArgs
{
    /// <summary>First level of the devices' own topics, <c>{root}/{thing name}/…</c>. Default: the SKU.</summary>
    [Input("topicRoot")]
    public string? TopicRoot { get; init; }

    /// <summary>Whether devices use their shadow. Default: yes.</summary>
    [Input("shadow")]
    public bool Shadow { get; init; } = true;

    /// <summary>Whether devices take jobs. Default: no.</summary>
    [Input("jobs")]
    public bool Jobs { get; init; }
}

/// <summary>
/// The IoT policy of the product line's devices. A device connects under its thing's name only, with a certificate attached to that
/// thing, and touches nothing but its own topics: both scopes hang on <c>iot:Connection.Thing</c>, which AWS IoT sets, not the device.
/// </summary>
/// <param name="name">The component's name.</param>
/// <param name="args">What it is made from.</param>
/// <param name="options">Pulumi's options.</param>
public sealed class DevicePolicy(string name, DevicePolicyArgs args, ComponentResourceOptions? options = null)
    : IotPolicyComponent("infra-components:index:DevicePolicy", name, args, args.Names.DevicePolicy, DocumentOf(args), options)
{
    /// <summary>Lets a function make a certificate's device known to AWS IoT under this policy, and take that back when it fails half-way; a first connection is tried again instead.</summary>
    /// <param name="grantee">The function.</param>
    /// <param name="certificate">How the function gets the certificate into AWS IoT.</param>
    public AccessGrant GrantRegister(IGrantee grantee, CertificateOrigin certificate)
    {
        var certificates = IotArns.Certificates(Scope);
        return grantee.Grant(this, "register",
        [
            .. Bringing(certificate),
            new Statement
            {
                Sid = "CreateDeviceThings",
                Action = [Actions.Iot.CreateThing],
                Resource = [IotArns.Things(Scope)],
            },
            new Statement
            {
                Sid = "AttachAndActivateDeviceCertificates",
                Action = [Actions.Iot.AttachPolicy, Actions.Iot.AttachThingPrincipal, Actions.Iot.UpdateCertificate],
                Resource = [certificates],
            },
            new Statement
            {
                Sid = certificate is CertificateOrigin.FirstConnection ? "ReadDeviceCertificatesToDecide" : "ReadDeviceCertificatesToResume",
                Action = [Actions.Iot.DescribeCertificate],
                Resource = [certificates],
            },
            .. certificate is CertificateOrigin.FirstConnection ? (Statement[])[] :
            [
                new()
                {
                    Sid = "TakeBackFailedRegistrations",
                    Action = [Actions.Iot.DetachThingPrincipal, Actions.Iot.DetachPolicy, Actions.Iot.DeleteCertificate],
                    Resource = [certificates],
                },
            ],
        ]);
    }

    /// <summary>Lets a function take device certificates out of service.</summary>
    public AccessGrant GrantRetire(IGrantee grantee) => grantee.Grant(this, "retire", new Statement
    {
        Sid = "RetireDeviceCertificates",
        Action = [Actions.Iot.DescribeCertificate, Actions.Iot.UpdateCertificate],
        Resource = [IotArns.Certificates(Scope)],
    });

    private static IEnumerable<Statement> Bringing(CertificateOrigin certificate)
    {
        (string Sid, string Action)? call = certificate switch
        {
            CertificateOrigin.RegionalAuthority => ("RegisterDeviceCertificates", Actions.Iot.RegisterCertificate),
            CertificateOrigin.IotCore => ("CreateDeviceCertificates", Actions.Iot.CreateCertificateFromCsr),
            CertificateOrigin.FirstConnection => null,
            _ => throw new ComponentException(ComponentCodes.CertificateOriginUnknown, $"'{certificate}' is no origin of certificates; choose one of {string.Join(", ", Enum.GetNames<CertificateOrigin>())}"),
        };
        if (call is var (sid, action))
        {
            yield return new() { Sid = sid, Action = [action], Resource = [ResourceArn.Any(because: $"{action} has no resource-level permission")] };
        }
    }

    private static IotPolicyDocument DocumentOf(DevicePolicyArgs args)
    {
        ImmutableArray<TopicPattern> topics = [.. OwnTopics(args)];
        return new(IotStatement.ConnectAsOwnThing, IotStatement.PublishAndReceive(topics), IotStatement.Subscribe(topics));
    }

    private static IEnumerable<TopicPattern> OwnTopics(DevicePolicyArgs args)
    {
        yield return TopicPattern.OwnUnder(args.TopicRoot ?? args.Names.Sku.Value);
        if (args.Shadow) { yield return TopicPattern.OwnShadow; }
        if (args.Jobs) { yield return TopicPattern.OwnJobs; }
    }
}

/// <summary>Where a device certificate comes from.</summary>
public enum CertificateOrigin
{
    /// <summary>The region's ACM Private CA issued it; it has to be registered.</summary>
    RegionalAuthority,

    /// <summary>AWS IoT Core issues and registers it in one call.</summary>
    IotCore,

    /// <summary>The device's first connection brought it (just-in-time registration); it is there already.</summary>
    FirstConnection,
}
