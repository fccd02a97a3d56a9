using System.Collections.Concurrent;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Interpretation;
using Infra.Local.Iot.Api;
using Infra.Local.Iot.Connections;
using Infra.Local.Iot.Fleet;
using Infra.Local.Iot.Making;
using Infra.Local.Sqs;

namespace Infra.Local.Iot;

/// <summary>
/// AWS IoT Core of the local cloud: the <c>iot</c> API, the makers of its Pulumi resources, and the answers to each region's device gateway.
/// </summary>
/// <param name="iam">The deployed roles; provisioning templates run under them.</param>
/// <param name="clock">Dates and expiries.</param>
/// <param name="functions">Invokes pre-provisioning hooks. Default: none, and a template that has a hook is refused.</param>
/// <param name="events">Tells functions what rules hear. Default: none, and rules tell nobody.</param>
/// <param name="queues">Keep what could not be told. Default: none.</param>
internal sealed class IotCore(
    IIam iam, TimeProvider clock, IFunctionInvoker? functions = null, IEventInvoker? events = null, Queues? queues = null) : IAwsService, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IotRegion>> regions = new(StringComparer.Ordinal);

    public string SigningName => "iot";

    public AwsProtocol Protocol => AwsProtocol.RestJson;

    /// <summary>Raised for each event of every region, on the thread that caused it.</summary>
    public event Action<IotEvent>? Happened;

    /// <summary>Raised for each question that a device's policies were asked, on the thread that asked.</summary>
    public event Action<AccessDecision>? Decided;

    public IReadOnlyList<IResourceMaker> Makers => [new IotResourceMaker(this)];

    public IReadOnlyList<IInvocationAnswerer> Answerers => [new IotInvocations(this)];

    /// <summary>One region; it exists from the first time anybody asks.</summary>
    public IotRegion Region(string name) => regions.GetOrAdd(name, key => new(() => Open(key))).Value;

    public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken) => Task.FromResult(IotApi.Answer(call, Region(call.Region)));

    /// <summary>What a region's device gateway asks.</summary>
    public IDeviceIdentities IdentitiesOf(string region) => new DeviceIdentities(Region(region), iam);

    /// <summary>What a region's device gateway hands messages on fleet provisioning's topics to.</summary>
    public FleetProvisioning FleetProvisioningOf(string region) => new(Region(region), iam, functions);

    /// <summary>The same in the shape that the gateway takes.</summary>
    public ReservedTopics ReservedTopicsOf(string region) => FleetProvisioningOf(region).AnswerAsync;

    /// <summary>Where a region's devices connect, e.g. <c>localhost:8883</c>; null until <see cref="SetEndpoint"/>.</summary>
    public string? EndpointFor(string region) => Region(region).Endpoint;

    public void SetEndpoint(string region, string endpoint) => Region(region).Endpoint = endpoint;

    /// <summary>Ids of the certificates that a thing is attached to; empty when it does not exist.</summary>
    public IReadOnlyList<string> CertificateIdsOf(string region, string thing) =>
        [.. Region(region).Attachments.PrincipalsOf(thing).Select(arn => arn[(arn.LastIndexOf('/') + 1)..])];

    /// <summary>Everything that happened, oldest first.</summary>
    public IReadOnlyList<IotEvent> Events => [.. regions.Values.SelectMany(region => region.Value.Events).OrderBy(happened => happened.At)];

    public void Dispose()
    {
        foreach (var region in regions.Values) { region.Value.Dispose(); }
    }

    private IotRegion Open(string name)
    {
        var region = new IotRegion(name, clock, iam, events, queues);
        region.Happened += happened => Happened?.Invoke(happened);
        region.Decided += decision => Decided?.Invoke(decision);
        return region;
    }
}
