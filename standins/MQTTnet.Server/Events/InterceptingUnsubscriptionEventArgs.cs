using System.Collections;
using MQTTnet.Protocol;

namespace MQTTnet.Server;

public sealed class InterceptingUnsubscriptionEventArgs : EventArgs
{
    internal InterceptingUnsubscriptionEventArgs(string clientId, string userName, IDictionary sessionItems, string topic, CancellationToken cancellationToken)
    {
        ClientId = clientId;
        UserName = userName;
        SessionItems = sessionItems;
        Topic = topic;
        CancellationToken = cancellationToken;
    }

    public CancellationToken CancellationToken { get; }

    public string ClientId { get; }

    public bool CloseConnection { get; set; }

    public bool ProcessUnsubscription { get; set; } = true;

    public UnsubscribeResponse Response { get; } = new();

    public IDictionary SessionItems { get; }

    public string Topic { get; }

    public string UserName { get; }
}

public sealed class UnsubscribeResponse
{
    public MqttUnsubscribeReasonCode ReasonCode { get; set; }
}
