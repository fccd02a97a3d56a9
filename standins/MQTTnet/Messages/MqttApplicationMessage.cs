using System.Buffers;
using System.Text;
using MQTTnet.Protocol;

namespace MQTTnet;

public sealed class MqttApplicationMessage
{
    public bool Dup { get; set; }

    public ReadOnlySequence<byte> Payload { get; set; }

    public ArraySegment<byte> PayloadSegment
    {
        set => Payload = new ReadOnlySequence<byte>(value);
    }

    public MqttQualityOfServiceLevel QualityOfServiceLevel { get; set; }

    public bool Retain { get; set; }

    public string Topic { get; set; }
}

public static class MqttApplicationMessageExtensions
{
    public static string ConvertPayloadToString(this MqttApplicationMessage applicationMessage)
    {
        ArgumentNullException.ThrowIfNull(applicationMessage);
        return applicationMessage.Payload.Length == 0 ? null : Encoding.UTF8.GetString(applicationMessage.Payload);
    }
}
