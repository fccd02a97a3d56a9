namespace MQTTnet.Server;

public sealed class MqttServerOptions
{
    public TimeSpan DefaultCommunicationTimeout { get; set; } = TimeSpan.FromSeconds(100);

    public MqttServerTcpEndpointOptions DefaultEndpointOptions { get; } = new();

    public int MaxPendingMessagesPerClient { get; set; } = 1000;

    public MqttServerTlsTcpEndpointOptions TlsEndpointOptions { get; } = new();
}

public sealed class MqttServerStopOptions
{
    public MqttServerClientDisconnectOptions DefaultClientDisconnectOptions { get; set; } =
        new() { ReasonCode = Protocol.MqttDisconnectReasonCode.ServerShuttingDown };
}

public sealed class MqttServerClientDisconnectOptions
{
    /// <summary>Not told to the client: a server of MQTT 3.1.1 has no DISCONNECT to send.</summary>
    public Protocol.MqttDisconnectReasonCode ReasonCode { get; set; }
}
