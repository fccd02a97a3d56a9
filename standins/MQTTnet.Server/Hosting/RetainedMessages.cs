using System.Collections.Concurrent;

namespace MQTTnet.Server.Hosting;

/// <summary>The last retained message of each topic, section 3.3.1.3.</summary>
internal sealed class RetainedMessages
{
    private readonly ConcurrentDictionary<string, MqttApplicationMessage> messages = new(StringComparer.Ordinal);

    internal void Update(MqttApplicationMessage message)
    {
        if (message.Payload.IsEmpty) { messages.TryRemove(message.Topic, out _); }
        else { messages[message.Topic] = message; }
    }

    internal IEnumerable<MqttApplicationMessage> Matching(string filter) =>
        messages.Values.Where(message => MqttTopicFilterComparer.Compare(message.Topic, filter) == MqttTopicFilterCompareResult.IsMatch);
}
