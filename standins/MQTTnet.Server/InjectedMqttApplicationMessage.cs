using System.Collections;

namespace MQTTnet.Server;

public sealed class InjectedMqttApplicationMessage
{
    public InjectedMqttApplicationMessage(MqttApplicationMessage applicationMessage) =>
        ApplicationMessage = applicationMessage ?? throw new ArgumentNullException(nameof(applicationMessage));

    public MqttApplicationMessage ApplicationMessage { get; }

    public IDictionary CustomSessionItems { get; set; }

    /// <summary>Must be set where <see cref="MqttServer.InterceptingPublishAsync"/> or <see cref="MqttServer.InterceptingClientEnqueueAsync"/> is handled.</summary>
    public string SenderClientId { get; set; }

    public string SenderUserName { get; set; }
}
