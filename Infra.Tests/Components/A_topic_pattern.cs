using Infra.Components;
using Infra.Components.IotPolicies;

namespace Infra.Tests.Components;

public sealed class A_topic_pattern
{
    [Theory]
    [InlineData("widgiot/${iot:Connection.Thing.ThingName}/#", '#')]
    [InlineData("widgiot/+/data", '+')]
    public void refuses_mqtt_wildcards_that_a_policy_takes_literally(string text, char wildcard) =>
        Assert.Contains($"MQTT's wildcard {wildcard}", Assert.Throws<ComponentException>(() => TopicPattern.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("widgiot/${iot:Connection.Thing.Name}/*")]
    [InlineData("widgiot/${iot:ClientId/*")]
    public void refuses_a_variable_that_aws_iot_does_not_fill_in(string text) =>
        Assert.Contains("which AWS IoT does not fill in", Assert.Throws<ComponentException>(() => TopicPattern.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void of_the_devices_own_topics_hangs_on_the_thing_and_not_on_what_the_device_calls_itself() =>
        Assert.Equal("widgiot/${iot:Connection.Thing.ThingName}/*", TopicPattern.OwnUnder("widgiot").Value);
}
