using System.Collections;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MQTTnet.Server;

public sealed class InterceptingSubscriptionEventArgs : EventArgs
{
    internal InterceptingSubscriptionEventArgs(
        string clientId, string userName, IDictionary sessionItems, MqttTopicFilter topicFilter, CancellationToken cancellationToken)
    {
        ClientId = clientId;
        UserName = userName;
        SessionItems = sessionItems;
        TopicFilter = topicFilter;
        CancellationToken = cancellationToken;
    }

    public CancellationToken CancellationToken { get; }

    public string ClientId { get; }

    public bool CloseConnection { get; set; }

    public bool ProcessSubscription { get; set; } = true;

    public SubscribeResponse Response { get; } = new();

    public IDictionary SessionItems { get; }

    public MqttTopicFilter TopicFilter { get; set; }

    public string UserName { get; }
}

public sealed class SubscribeResponse
{
    public MqttSubscribeReasonCode ReasonCode { get; set; }
}
