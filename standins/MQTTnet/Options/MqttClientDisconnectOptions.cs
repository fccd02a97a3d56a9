using MQTTnet.Packets;

namespace MQTTnet;

public sealed class MqttClientDisconnectOptions
{
    public MqttClientDisconnectOptionsReason Reason { get; set; } = MqttClientDisconnectOptionsReason.NormalDisconnection;

    public string ReasonString { get; set; }

    public uint SessionExpiryInterval { get; set; }

    public List<MqttUserProperty> UserProperties { get; set; }

    internal void ThrowUnlessMqtt311()
    {
        if (ReasonString?.Length > 0) { Throw(nameof(ReasonString)); }
        if (Reason != MqttClientDisconnectOptionsReason.NormalDisconnection) { Throw(nameof(Reason)); }
        if (SessionExpiryInterval != 0) { Throw(nameof(SessionExpiryInterval)); }
        if (UserProperties?.Count > 0) { Throw(nameof(UserProperties)); }

        static void Throw(string feature) => throw new NotSupportedException($"Feature {feature} requires MQTT version 5.0.0.");
    }
}
