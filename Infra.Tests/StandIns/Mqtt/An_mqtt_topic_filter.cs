using MQTTnet;

namespace Infra.Tests.StandIns.Mqtt;

public class An_mqtt_topic_filter
{
    [Theory]
    // filter              topic            matches
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/c", false)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/b/c", "a/b", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("+/b", "a/b", true)]
    [InlineData("+", "a", true)]
    [InlineData("+", "/a", false)]
    [InlineData("+/+", "/a", true)]
    [InlineData("a/+/c", "a/b/c", true)]
    [InlineData("a/+/c", "a/b/d", false)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("a/+/#", "a/b/c", true)]
    [InlineData("A/b", "a/b", false)]
    [InlineData("#", "$aws/things", false)]
    [InlineData("+/things", "$aws/things", false)]
    [InlineData("$aws/#", "$aws/things", true)]
    public void matches_as_section_4_7_says(string filter, string topic, bool matches)
    {
        var expected = matches ? MqttTopicFilterCompareResult.IsMatch : MqttTopicFilterCompareResult.NoMatch;

        Assert.Equal(expected, MqttTopicFilterComparer.Compare(topic, filter));
    }
}
