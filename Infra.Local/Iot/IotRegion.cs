using System.Collections.Concurrent;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Iot.Fleet;
using Infra.Local.Iot.Policies;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.Rules;
using Infra.Local.Iot.X509;
using Infra.Local.Sqs;

namespace Infra.Local.Iot;

/// <summary>AWS IoT Core of one region, in memory. One lock guards what must change together; readers take none.</summary>
internal sealed class IotRegion : IDisposable
{
    private readonly Lock gate = new();
    private readonly ConcurrentQueue<IotEvent> events = new();

    public IotRegion(string name, TimeProvider clock, IIam iam, IEventInvoker? events = null, Queues? queues = null)
    {
        Name = name;
        Clock = clock;
        Attachments = new(gate);
        CaCertificates = new(name, clock, gate);
        Certificates = new(name, CaCertificates, Attachments, clock, gate);
        ThingTypes = new(name, clock, gate);
        ThingGroups = new(name, clock, gate);
        Things = new(name, ThingTypes, ThingGroups, Attachments, gate);
        Policies = new(name, Attachments, clock, gate);
        Templates = new(name, clock, gate);
        CertificateProviders = new(name, clock, gate);
        Claims = new(clock);
        OwnershipTokens = new(clock);
        Amazon = new(clock);
        Rules = new(this, events, iam, queues);
    }

    public string Name { get; }

    public TimeProvider Clock { get; }

    public CaCertificates CaCertificates { get; }

    public DeviceCertificates Certificates { get; }

    public Things Things { get; }

    public ThingTypes ThingTypes { get; }

    public ThingGroups ThingGroups { get; }

    public PolicyStore Policies { get; }

    public Attachments Attachments { get; }

    public ProvisioningTemplates Templates { get; }

    public CertificateProviders CertificateProviders { get; }

    public ProvisioningClaims Claims { get; }

    public OwnershipTokens OwnershipTokens { get; }

    public AmazonAuthority Amazon { get; }

    public RuleEngine Rules { get; }

    /// <summary>Where devices connect, e.g. <c>localhost:8883</c>; set when the region's gateway listens.</summary>
    public string? Endpoint { get; set; }

    public IReadOnlyCollection<IotEvent> Events => events;

    /// <summary>Raised for each event, on the thread that caused it.</summary>
    public event Action<IotEvent>? Happened;

    /// <summary>Raised for each question that a device's policies were asked, on the thread that asked.</summary>
    public event Action<AccessDecision>? Decided;

    public string Arn(string resource) => Arns.Of("iot", Name, resource);

    public void Report(IotEvent happened)
    {
        events.Enqueue(happened);
        Happened?.Invoke(happened);
        if (happened is { Topic: { } topic, Payload: { } payload }) { Rules.Publish(topic, payload); }
    }

    /// <summary>Tells what the policies of a certificate were asked and said.</summary>
    public void ReportDecision(string certificateArn, string action, string resource, bool allowed)
    {
        if (Decided is not { } listener) { return; }
        foreach (var policy in Attachments.PoliciesOf(certificateArn)) { listener(new(Policies.ArnOf(policy), action, resource, allowed)); }
    }

    /// <summary>AttachPolicy; idempotent.</summary>
    public void AttachPolicy(string policy, string target)
    {
        lock (gate)
        {
            Policies.Get(policy);
            RequireTarget(target);
            Attachments.AttachPolicy(policy, target);
        }
    }

    /// <summary>AttachThingPrincipal; idempotent.</summary>
    public void AttachPrincipal(string thing, string principal)
    {
        lock (gate)
        {
            Things.Get(thing);
            Certificates.Get(CertificateIdOf(principal));
            Attachments.AttachPrincipal(thing, principal);
        }
    }

    /// <summary>The documents that decide about a connection: those of its certificate, and those of its thing's groups.</summary>
    public IReadOnlyList<IotPolicyDocument> PoliciesFor(string certificateArn, Thing? attachedThing)
    {
        var names = Attachments.PoliciesOf(certificateArn).AsEnumerable();
        if (attachedThing is not null)
        {
            names = names.Concat(ThingGroups.WithAncestorsOf(attachedThing.Name).SelectMany(group => Attachments.PoliciesOf(group.Arn)));
        }
        return [.. names.Distinct(StringComparer.Ordinal).Select(Policies.Find).OfType<IotPolicy>().Select(policy => policy.Default.Meaning)];
    }

    /// <summary>The id in a certificate's ARN; what is no certificate of this region is refused.</summary>
    public string CertificateIdOf(string? principal)
    {
        var prefix = Arn("cert/");
        return principal is not null && principal.StartsWith(prefix, StringComparison.Ordinal)
            ? IotNames.CertificateId(principal[prefix.Length..])
            : throw IotErrors.Invalid($"principal '{principal}' is not the ARN of a certificate; {prefix}... is expected");
    }

    public void Dispose() => Amazon.Dispose();

    private void RequireTarget(string target)
    {
        var groups = Arn("thinggroup/");
        if (target.StartsWith(groups, StringComparison.Ordinal)) { ThingGroups.Get(target[groups.Length..]); }
        else { Certificates.Get(CertificateIdOf(target)); }
    }
}
