namespace MQTTnet.Packets;

/// <summary>MQTT 5 only; here because signatures name it.</summary>
public sealed class MqttUserProperty
{
    public MqttUserProperty(string name, ReadOnlyMemory<byte> value)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        ValueBuffer = value;
    }

    public string Name { get; }

    public ReadOnlyMemory<byte> ValueBuffer { get; }
}
