namespace MQTTnet;

public static class MqttTopicFilterComparer
{
    public const char LevelSeparator = '/';
    public const char MultiLevelWildcard = '#';
    public const char ReservedTopicPrefix = '$';
    public const char SingleLevelWildcard = '+';

    /// <summary>Topic matching by levels, MQTT 3.1.1 section 4.7.</summary>
    public static MqttTopicFilterCompareResult Compare(string topic, string filter)
    {
        if (string.IsNullOrEmpty(topic)) { return MqttTopicFilterCompareResult.TopicInvalid; }
        if (string.IsNullOrEmpty(filter) || !IsValid(filter)) { return MqttTopicFilterCompareResult.FilterInvalid; }
        return Matches(topic, filter) ? MqttTopicFilterCompareResult.IsMatch : MqttTopicFilterCompareResult.NoMatch;
    }

    /// <summary>A wildcard fills its whole level, and the multi-level one is the last level [MQTT-4.7.1-2, 4.7.1-3].</summary>
    internal static bool IsValid(string filter)
    {
        var levels = filter.Split(LevelSeparator);
        for (var i = 0; i < levels.Length; i++)
        {
            var isWildcard = levels[i] is "+" || (levels[i] is "#" && i == levels.Length - 1);
            if (!isWildcard && levels[i].AsSpan().ContainsAny(SingleLevelWildcard, MultiLevelWildcard)) { return false; }
        }
        return true;
    }

    private static bool Matches(string topic, string filter)
    {
        // A leading wildcard does not reach topics that begin with $ [MQTT-4.7.2-1].
        if (topic[0] == ReservedTopicPrefix && (filter[0] is SingleLevelWildcard or MultiLevelWildcard))
        {
            return false;
        }
        var levels = topic.Split(LevelSeparator);
        var wanted = filter.Split(LevelSeparator);
        for (var i = 0; i < wanted.Length; i++)
        {
            // "a/#" also matches its parent "a" (section 4.7.1.2), so this comes before the end of the topic is looked at.
            if (wanted[i] == "#") { return true; }
            if (i >= levels.Length || (wanted[i] != "+" && wanted[i] != levels[i])) { return false; }
        }
        return levels.Length == wanted.Length;
    }
}
