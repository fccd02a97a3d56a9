namespace MQTTnet;

public sealed class MqttApplicationMessageReceivedEventArgs : EventArgs
{
    private readonly Func<CancellationToken, Task> acknowledge;
    private int acknowledged;

    internal MqttApplicationMessageReceivedEventArgs(
        string clientId, MqttApplicationMessage applicationMessage, ushort packetIdentifier, Func<CancellationToken, Task> acknowledge)
    {
        ClientId = clientId;
        ApplicationMessage = applicationMessage;
        PacketIdentifier = packetIdentifier;
        this.acknowledge = acknowledge;
    }

    public MqttApplicationMessage ApplicationMessage { get; }

    public bool AutoAcknowledge { get; set; } = true;

    public string ClientId { get; }

    public ushort PacketIdentifier { get; }

    public bool ProcessingFailed { get; set; }

    public Task AcknowledgeAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref acknowledged, 1) == 0
            ? ProcessingFailed ? Task.CompletedTask : acknowledge(cancellationToken)
            : throw new InvalidOperationException("The application message is already acknowledged.");
}
