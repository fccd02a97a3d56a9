using System.Collections;

namespace MQTTnet.Server;

public sealed class InjectedMqttApplicationMessage
{
    public InjectedMqttApplicationMessage(MqttApplicationMessage applicationMessage) =>
        ApplicationMessage = applicationMessage ?? throw new ArgumentNullException(nameof(applicationMessage));

    public MqttApplicationMessage ApplicationMessage { get; }

    public IDictionary CustomSessionItems { get; set; }

    public string SenderClientId { get; set; } = string.Empty;

    public string SenderUserName { get; set; }
}
