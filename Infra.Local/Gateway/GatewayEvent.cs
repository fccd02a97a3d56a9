namespace Infra.Local.Gateway;

/// <summary>One decision of the gateway, for logs and reports. It names certificates and topics, never keys or payloads.</summary>
/// <param name="At">When.</param>
/// <param name="Region">Which region's gateway.</param>
/// <param name="Kind">One of <see cref="GatewayEventKinds"/>.</param>
/// <param name="ClientId">The MQTT client id; empty where the handshake already failed.</param>
/// <param name="CertificateId">Lower-case hex SHA-256 of the certificate's DER; empty where there is none.</param>
/// <param name="Detail">The reason code or the topic.</param>
internal sealed record GatewayEvent(DateTimeOffset At, string Region, string Kind, string ClientId, string CertificateId, string Detail);

/// <summary>Stable codes of <see cref="GatewayEvent.Kind"/>.</summary>
internal static class GatewayEventKinds
{
    /// <summary>TLS was refused; the detail is one of <see cref="HandshakeRefusals"/>.</summary>
    public const string HandshakeRefused = "handshake-refused";

    public const string Accepted = "accepted";

    /// <summary>A CONNECT was dropped; the detail is the reason of <see cref="ConnectDecision.Dropped"/>, or <c>identities-failed</c>.</summary>
    public const string Dropped = "dropped";

    /// <summary>A PUBLISH was not authorised, or IoT Core does not take such: the connection is closed.</summary>
    public const string PublishRefused = "publish-refused";

    /// <summary>A SUBSCRIBE was not authorised, or IoT Core does not take such: the connection is closed.</summary>
    public const string SubscribeRefused = "subscribe-refused";

    /// <summary>A message was not handed to a subscriber that may not receive it.</summary>
    public const string ReceiveRefused = "receive-refused";

    public const string Disconnected = "disconnected";
}

/// <summary>Why TLS was refused.</summary>
internal static class HandshakeRefusals
{
    public const string NoCertificate = "no-client-certificate";

    /// <summary>IoT Core finds the account and the region by the server name, so that a device must send one.</summary>
    public const string NoServerName = "no-server-name";
}
