using System.Security.Cryptography.X509Certificates;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Infra.Local.Gateway;

/// <summary>Tells of a decision: kind, client id, certificate id, detail.</summary>
internal delegate void ReportDecision(string kind, string clientId, string certificateId, string detail);

/// <summary>Decides about each CONNECT. Whatever goes wrong while deciding, the device stays out.</summary>
internal sealed class Admission(IDeviceIdentities identities, Handshakes handshakes, ConnectedDevices devices, ReportDecision report)
{
    public async Task DecideAsync(ValidatingConnectionEventArgs connect)
    {
        if (connect.ClientCertificate is not { } leaf)
        {
            await DropAsync(connect, HandshakeRefusals.NoCertificate).ConfigureAwait(false);
            return;
        }
        var chain = handshakes.TakeChainOf(leaf);
        try
        {
            var drops = devices.Drops;
            var decision = await AskAsync(connect, leaf, chain).ConfigureAwait(false);
            if (decision is ConnectDecision.Accepted { Session: var session })
            {
                devices.Expect(connect, session, drops);
                report(GatewayEventKinds.Accepted, session.ClientId, session.CertificateId, session.ThingName is { } thing ? $"thing '{thing}'" : "no thing");
                return;
            }
            await DropAsync(connect, ((ConnectDecision.Dropped)decision).Reason).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            await DropAsync(connect, $"identities-failed: {exception.Message}").ConfigureAwait(false);
        }
        finally
        {
            foreach (var certificate in chain) { certificate.Dispose(); }
        }
    }

    private async ValueTask<ConnectDecision> AskAsync(ValidatingConnectionEventArgs connect, X509Certificate2 leaf, IReadOnlyList<X509Certificate2> chain)
    {
        // An empty client id is the server's to refuse [MQTT-3.1.3-8]; the identities are promised one.
        if (string.IsNullOrEmpty(connect.ClientId)) { return new ConnectDecision.Dropped("no-client-id"); }
        return GatewayLimits.OfClientId(connect.ClientId) is { } fault
            ? new ConnectDecision.Dropped(fault)
            : await identities.ConnectAsync(leaf, chain, connect.ClientId, connect.CancellationToken).ConfigureAwait(false);
    }

    // IoT Core gives no CONNACK: it closes the connection. The reason code stays for the case that the close comes too late.
    private Task DropAsync(ValidatingConnectionEventArgs connect, string reason)
    {
        report(GatewayEventKinds.Dropped, connect.ClientId ?? "", connect.ClientCertificate is { } leaf ? DeviceGateway.IdOf(leaf) : "", reason);
        connect.ReasonCode = MqttConnectReasonCode.NotAuthorized;
        return connect.ChannelAdapter.DisconnectAsync(CancellationToken.None);
    }
}
