namespace MQTTnet;

public sealed class MqttClientUnsubscribeOptions
{
    public List<string> TopicFilters { get; set; } = [];
}

public sealed class MqttClientUnsubscribeOptionsBuilder
{
    private readonly MqttClientUnsubscribeOptions options = new();

    public MqttClientUnsubscribeOptions Build() => options;

    public MqttClientUnsubscribeOptionsBuilder WithTopicFilter(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        options.TopicFilters.Add(topic);
        return this;
    }
}
