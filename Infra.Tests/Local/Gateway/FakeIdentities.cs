using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Gateway;

namespace Infra.Tests.Local.Gateway;

/// <summary>Lets everybody in and lets them do everything, but for what a test says.</summary>
internal sealed class FakeIdentities : IDeviceIdentities
{
    /// <summary>Who asked to come in: client id, leaf, what was presented beside it.</summary>
    internal ConcurrentQueue<(string ClientId, string Subject, string[] Chain)> Asked { get; } = new();

    internal Func<X509Certificate2, string, ConnectDecision>? Decide { get; init; }

    internal Func<DeviceSession, string, bool> Publish { get; init; } = (_, _) => true;

    internal Func<DeviceSession, string, bool> Retain { get; init; } = (_, _) => true;

    internal Func<DeviceSession, string, bool> Subscribe { get; init; } = (_, _) => true;

    internal Func<DeviceSession, string, bool> Receive { get; init; } = (_, _) => true;

    public ValueTask<ConnectDecision> ConnectAsync(
        X509Certificate2 leaf, IReadOnlyList<X509Certificate2> presentedChain, string clientId, CancellationToken cancellationToken)
    {
        Asked.Enqueue((clientId, leaf.Subject, [.. presentedChain.Select(certificate => certificate.Subject)]));
        return ValueTask.FromResult(Decide?.Invoke(leaf, clientId) ?? new ConnectDecision.Accepted(Session(leaf, clientId)));
    }

    public bool MayPublish(DeviceSession session, string topic) => Publish(session, topic);

    public bool MayRetain(DeviceSession session, string topic) => Retain(session, topic);

    public bool MaySubscribe(DeviceSession session, string topicFilter) => Subscribe(session, topicFilter);

    public bool MayReceive(DeviceSession session, string topic) => Receive(session, topic);

    /// <summary>A session whose certificate id is the certificate's common name, so that tests read well.</summary>
    internal static DeviceSession Session(X509Certificate2 leaf, string clientId) => new(clientId, leaf.GetNameInfo(X509NameType.SimpleName, false), clientId);
}
