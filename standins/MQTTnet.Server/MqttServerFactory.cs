namespace MQTTnet.Server;

public sealed class MqttServerFactory
{
    public MqttServer CreateMqttServer(MqttServerOptions options) => new(options);

    public MqttServerOptionsBuilder CreateServerOptionsBuilder() => new();
}
