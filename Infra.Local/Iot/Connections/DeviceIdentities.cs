using System.Security.Cryptography.X509Certificates;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot.Fleet;
using Infra.Local.Iot.Policies;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.X509;

namespace Infra.Local.Iot.Connections;

/// <summary>
/// One region's answers to its device gateway. Each question is decided anew: a revoked certificate, a detached thing or a changed policy
/// counts from the next message on.
/// </summary>
internal sealed class DeviceIdentities(IotRegion region, IIam iam) : IDeviceIdentities
{
    private readonly JustInTimeRegistration justInTime = new(region, iam);

    public ValueTask<ConnectDecision> ConnectAsync(
        X509Certificate2 leaf, IReadOnlyList<X509Certificate2> presentedChain, string clientId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Connect(leaf, clientId));

    public bool MayPublish(DeviceSession session, string topic) => May(session, IotActions.Publish, $"topic/{topic}");

    public bool MaySubscribe(DeviceSession session, string topicFilter) => May(session, IotActions.Subscribe, $"topicfilter/{topicFilter}");

    public bool MayReceive(DeviceSession session, string topic) => May(session, IotActions.Receive, $"topic/{topic}");

    public bool MayRetain(DeviceSession session, string topic) => May(session, IotActions.RetainPublish, $"topic/{topic}");

    private ConnectDecision Connect(X509Certificate2 leaf, string clientId)
    {
        var id = CertificateFacts.IdOf(leaf);
        if (region.Certificates.Find(id) is not { } certificate)
        {
            return region.Claims.Find(id) is null ? new ConnectDecision.Dropped(justInTime.Register(leaf)) : Admit(id, clientId);
        }
        return certificate.Status switch
        {
            CertificateStatuses.Active when !CertificateFacts.IsInItsLife(leaf, region.Clock.GetUtcNow()) => new ConnectDecision.Dropped(DropReasons.CertificateExpired),
            CertificateStatuses.Active => Admit(id, clientId),
            CertificateStatuses.PendingActivation => new ConnectDecision.Dropped(DropReasons.PendingActivation),
            CertificateStatuses.Revoked => new ConnectDecision.Dropped(DropReasons.CertificateRevoked),
            _ => new ConnectDecision.Dropped(DropReasons.CertificateInactive),
        };
    }

    private ConnectDecision Admit(string certificateId, string clientId)
    {
        var attached = AttachedThing(certificateId, clientId);
        var session = new DeviceSession(clientId, certificateId, attached?.Name);
        return May(session, IotActions.Connect, $"client/{clientId}")
            ? new ConnectDecision.Accepted(session)
            : new ConnectDecision.Dropped(DropReasons.ConnectNotAllowed);
    }

    private bool May(DeviceSession session, string action, string resource)
    {
        if (region.Claims.Find(session.CertificateId) is { } claim)
        {
            var claimant = new DeviceContext(session.ClientId, session.CertificateId, claim.Names, AttachedThing: null);
            return IotPolicyEvaluator.Evaluate([ClaimPolicy.For(region, claim.TemplateName)], action, region.Arn(resource), claimant) == IotDecision.Allow;
        }
        if (region.Certificates.Find(session.CertificateId) is not { IsActive: true } certificate) { return false; }
        var attached = AttachedThing(session.CertificateId, session.ClientId);
        var device = new DeviceContext(session.ClientId, session.CertificateId, certificate.Names, attached);
        var allowed = IotPolicyEvaluator.Evaluate(region.PoliciesFor(certificate.Arn, attached), action, region.Arn(resource), device) == IotDecision.Allow;
        region.ReportDecision(certificate.Arn, action, region.Arn(resource), allowed);
        return allowed;
    }

    private Thing? AttachedThing(string certificateId, string clientId) =>
        region.Attachments.IsAttached(clientId, region.Arn($"cert/{certificateId}")) ? region.Things.Find(clientId) : null;
}
