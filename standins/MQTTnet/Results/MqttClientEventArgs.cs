namespace MQTTnet;

public sealed class MqttClientConnectedEventArgs : EventArgs
{
    public MqttClientConnectedEventArgs(MqttClientConnectResult connectResult) => ConnectResult = connectResult;

    public MqttClientConnectResult ConnectResult { get; }
}

public sealed class MqttClientDisconnectedEventArgs : EventArgs
{
    internal MqttClientDisconnectedEventArgs(
        bool clientWasConnected, MqttClientConnectResult connectResult, MqttClientDisconnectReason reason, Exception exception)
    {
        ClientWasConnected = clientWasConnected;
        ConnectResult = connectResult;
        Reason = reason;
        Exception = exception;
    }

    public bool ClientWasConnected { get; }

    public MqttClientConnectResult ConnectResult { get; }

    public Exception Exception { get; }

    public MqttClientDisconnectReason Reason { get; }
}
