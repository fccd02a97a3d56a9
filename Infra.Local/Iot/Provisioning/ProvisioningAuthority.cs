using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;

namespace Infra.Local.Iot.Provisioning;

/// <summary>In whose name a template runs: the provisioning role that AWS IoT assumed, or the caller of RegisterThing.</summary>
internal sealed class ProvisioningAuthority
{
    private readonly IIam iam;
    private readonly Caller caller;
    private readonly RequestContext context;

    public ProvisioningAuthority(IIam iam, Caller caller, string region)
    {
        this.iam = iam;
        this.caller = caller;
        context = RequestContext.Of(("aws:RequestedRegion", region));
    }

    /// <summary>
    /// Assumes the role as iot.amazonaws.com. The role's trust policy may ask for the source, and should: without it any account's
    /// AWS IoT could be made to use the role (the confused deputy).
    /// </summary>
    public static ProvisioningAuthority Assume(IIam iam, string roleArn, string region, string sourceArn)
    {
        var source = RequestContext.Of(("aws:SourceAccount", Arns.Account), ("aws:SourceArn", sourceArn));
        return iam.Trusts(roleArn, "iot.amazonaws.com", source)
            ? new(iam, iam.Role(roleArn, "aws-iot-provisioning"), region)
            : throw Denied($"the trust policy of {roleArn} does not let iot.amazonaws.com assume it for {sourceArn}");
    }

    public void Require(string action, string resource, params ReadOnlySpan<(string Key, string Value)> conditions)
    {
        var request = context;
        foreach (var (key, value) in conditions) { request = request.With(key, value); }
        if (!iam.Allows(caller, action, resource, request))
        {
            throw Denied($"User: {caller.Arn} is not authorized to perform: {action} on resource: {resource}");
        }
    }

    private static AwsException Denied(string message) => new(403, "AccessDeniedException", message);
}
