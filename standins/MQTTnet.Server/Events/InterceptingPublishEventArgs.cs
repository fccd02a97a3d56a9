using System.Collections;
using MQTTnet.Protocol;

namespace MQTTnet.Server;

public sealed class InterceptingPublishEventArgs : EventArgs
{
    public InterceptingPublishEventArgs(
        MqttApplicationMessage applicationMessage, string clientId, string userName, IDictionary sessionItems, CancellationToken cancellationToken)
    {
        ApplicationMessage = applicationMessage ?? throw new ArgumentNullException(nameof(applicationMessage));
        CancellationToken = cancellationToken;
        ClientId = clientId ?? throw new ArgumentNullException(nameof(clientId));
        UserName = userName;
        SessionItems = sessionItems ?? throw new ArgumentNullException(nameof(sessionItems));
    }

    public MqttApplicationMessage ApplicationMessage { get; set; }

    public CancellationToken CancellationToken { get; }

    public string ClientId { get; }

    public bool CloseConnection { get; set; }

    public bool ProcessPublish { get; set; } = true;

    public PublishResponse Response { get; } = new();

    public IDictionary SessionItems { get; }

    public string UserName { get; }
}

/// <summary>MQTT 3.1.1 acknowledges without a reason, so this stays with the server.</summary>
public sealed class PublishResponse
{
    public MqttPubAckReasonCode ReasonCode { get; set; } = MqttPubAckReasonCode.Success;
}
