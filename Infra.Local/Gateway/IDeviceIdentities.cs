using System.Security.Cryptography.X509Certificates;

namespace Infra.Local.Gateway;

/// <summary>
/// Who may connect to a region's device gateway, and what they may then do. The gateway asks and obeys; certificates, things,
/// registered CAs and IoT policies are known behind this port only.
/// </summary>
internal interface IDeviceIdentities
{
    /// <summary>
    /// Decides about one MQTT CONNECT. TLS has proven possession of the leaf's key and nothing else: whether the certificate is known,
    /// active, or issued by a registered CA is decided here. An unknown certificate under a CA with auto-registration is registered
    /// (JITP) and this first connection dropped; the device is expected to come back.
    /// </summary>
    /// <param name="leaf">The certificate whose key the device used. It lives as long as the call: copy what is kept.</param>
    /// <param name="presentedChain">What else the device sent in its Certificate message; often empty. Untrusted: hints for building a chain.</param>
    /// <param name="clientId">The client id of the CONNECT packet; never empty.</param>
    ValueTask<ConnectDecision> ConnectAsync(
        X509Certificate2 leaf, IReadOnlyList<X509Certificate2> presentedChain, string clientId, CancellationToken cancellationToken);

    /// <summary>iot:Publish on <c>topic/{topic}</c>.</summary>
    bool MayPublish(DeviceSession session, string topic);

    /// <summary>iot:Subscribe on <c>topicfilter/{topicFilter}</c>; <c>+</c> and <c>#</c> are literal to the policy.</summary>
    bool MaySubscribe(DeviceSession session, string topicFilter);

    /// <summary>iot:RetainPublish on <c>topic/{topic}</c>, asked beside <see cref="MayPublish"/> for a message with the RETAIN flag.</summary>
    bool MayRetain(DeviceSession session, string topic);

    /// <summary>iot:Receive on <c>topic/{topic}</c>, asked for every delivery.</summary>
    bool MayReceive(DeviceSession session, string topic);
}

/// <summary>The answer to a CONNECT.</summary>
internal abstract record ConnectDecision
{
    private ConnectDecision() { }

    /// <summary>The device is in.</summary>
    internal sealed record Accepted(DeviceSession Session) : ConnectDecision;

    /// <summary>The connection is closed without a CONNACK, as IoT Core does.</summary>
    /// <param name="Reason">A stable, lower-case code for the log, e.g. <c>registered-now</c>, <c>unknown-ca</c>, <c>certificate-inactive</c>.</param>
    internal sealed record Dropped(string Reason) : ConnectDecision;
}

/// <summary>One accepted connection. An implementation of <see cref="IDeviceIdentities"/> may derive from it to keep more.</summary>
/// <param name="ClientId">The MQTT client id.</param>
/// <param name="CertificateId">Lower-case hex SHA-256 of the certificate's DER.</param>
/// <param name="ThingName">The thing that the certificate is attached to, when the client id is that thing's name; else null.</param>
internal record DeviceSession(string ClientId, string CertificateId, string? ThingName);
