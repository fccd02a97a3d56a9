namespace MQTTnet.Exceptions;

public class MqttCommunicationException : Exception
{
    public MqttCommunicationException(Exception innerException)
        : base(innerException?.Message ?? "MQTT communication failed.", innerException)
    {
    }

    public MqttCommunicationException(string message, Exception innerException = null) : base(message, innerException)
    {
    }
}

public sealed class MqttCommunicationTimedOutException : MqttCommunicationException
{
    public MqttCommunicationTimedOutException() : this(null)
    {
    }

    public MqttCommunicationTimedOutException(Exception innerException) : base("The operation has timed out.", innerException)
    {
    }
}

public class MqttClientNotConnectedException : MqttCommunicationException
{
    public MqttClientNotConnectedException() : base("The MQTT client is not connected.")
    {
    }
}

public sealed class MqttClientDisconnectedException : MqttCommunicationException
{
    public MqttClientDisconnectedException(Exception innerException) : base("The MQTT client is disconnected.", innerException)
    {
    }
}

public class MqttProtocolViolationException : Exception
{
    public MqttProtocolViolationException(string message) : base(message)
    {
    }
}
