using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using MQTTnet.Protocol;
using MQTTnet.Wire;

namespace MQTTnet.Server.Hosting;

/// <summary>What a client leaves to the connection that takes it over: its subscriptions and its unacknowledged messages.</summary>
internal sealed class Session(string id, string userName, IDictionary items, int maxMessages)
{
    private readonly ConcurrentDictionary<string, MqttQualityOfServiceLevel> subscriptions = new(StringComparer.Ordinal);
    private readonly List<Packet.Publish> unacknowledged = [];
    private int lastId;

    internal string Id => id;

    internal string UserName => userName;

    internal IDictionary Items => items;

    internal OutgoingQueue Outgoing { get; private set; } = new(maxMessages);

    internal void Subscribe(string filter, MqttQualityOfServiceLevel granted) => subscriptions[filter] = granted;

    internal void Unsubscribe(string filter) => subscriptions.TryRemove(filter, out _);

    /// <summary>The highest QoS granted among the matching subscriptions, or null where none matches.</summary>
    internal MqttQualityOfServiceLevel? GrantedFor(string topic) => subscriptions
        .Where(subscription => MqttTopicFilterComparer.Compare(topic, subscription.Key) == MqttTopicFilterCompareResult.IsMatch)
        .Max(subscription => (MqttQualityOfServiceLevel?)subscription.Value);

    internal void Deliver(MqttApplicationMessage message, MqttQualityOfServiceLevel granted, bool retained)
    {
        var qos = granted < message.QualityOfServiceLevel ? granted : message.QualityOfServiceLevel;
        var packet = new Packet.Publish(message.Topic, message.Payload.ToArray(), qos, retained);
        if (qos > MqttQualityOfServiceLevel.AtMostOnce)
        {
            lock (unacknowledged)
            {
                do { packet = packet with { Id = (ushort)++lastId }; } while (packet.Id == 0);
                unacknowledged.Add(packet);
            }
        }
        Outgoing.AddMessage(packet);
    }

    internal void Acknowledge(ushort packetId)
    {
        lock (unacknowledged) { unacknowledged.RemoveAll(packet => packet.Id == packetId); }
    }

    /// <summary>For a new connection: whatever was not acknowledged is sent again.</summary>
    internal void Recover()
    {
        lock (unacknowledged)
        {
            Outgoing = new OutgoingQueue(maxMessages);
            foreach (var packet in unacknowledged) { Outgoing.AddMessage(packet with { Duplicate = true }); }
        }
    }
}
