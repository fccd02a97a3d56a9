namespace MQTTnet.Server;

public sealed class InterceptingClientApplicationMessageEnqueueEventArgs : EventArgs
{
    public InterceptingClientApplicationMessageEnqueueEventArgs(string senderClientId, string receiverClientId, MqttApplicationMessage applicationMessage)
    {
        SenderClientId = senderClientId ?? throw new ArgumentNullException(nameof(senderClientId));
        ReceiverClientId = receiverClientId ?? throw new ArgumentNullException(nameof(receiverClientId));
        ApplicationMessage = applicationMessage ?? throw new ArgumentNullException(nameof(applicationMessage));
    }

    public bool AcceptEnqueue { get; set; } = true;

    public MqttApplicationMessage ApplicationMessage { get; }

    public string ReceiverClientId { get; }

    public string SenderClientId { get; }
}
