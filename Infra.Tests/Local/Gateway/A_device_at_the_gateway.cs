using System.Collections.Concurrent;
using System.Text;
using Infra.Devices;
using Infra.Local.Gateway;
using Infra.Tests.StandIns.Mqtt;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Infra.Tests.Local.Gateway;

public class A_device_at_the_gateway
{
    [Fact]
    public async Task may_do_what_its_policy_allows()
    {
        var asked = new ConcurrentQueue<string>();
        bool Ask(string action, DeviceSession session, string topic)
        {
            asked.Enqueue($"{session.ClientId} {action} {topic}");
            return true;
        }
        await using var world = await GatewayWorld.StartAsync(new()
        {
            Publish = (session, topic) => Ask("publish", session, topic),
            Subscribe = (session, filter) => Ask("subscribe", session, filter),
            Receive = (session, topic) => Ask("receive", session, topic),
        });
        var client = await world.ConnectAsync("SN-1");
        var inbox = client.Inbox();

        await client.SubscribeAsync("fleet/+/state", MqttQualityOfServiceLevel.AtLeastOnce).Soon();
        await client.PublishStringAsync("fleet/SN-1/state", "on", MqttQualityOfServiceLevel.AtLeastOnce).Soon();

        Assert.Equal("on", (await inbox.NextAsync()).ConvertPayloadToString());
        Assert.Equal(["SN-1 subscribe fleet/+/state", "SN-1 publish fleet/SN-1/state", "SN-1 receive fleet/SN-1/state"], asked);
    }

    [Fact]
    public async Task is_disconnected_when_it_publishes_what_it_may_not_and_nobody_gets_it()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Publish = (session, topic) => topic == $"fleet/{session.ClientId}" });
        var (client, watcher) = (await world.ConnectAsync("SN-1"), await world.ConnectAsync("SN-2"));
        var (inbox, disconnection) = (watcher.Inbox(), client.Disconnection());
        await watcher.SubscribeAsync("#").Soon();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.PublishStringAsync("fleet/SN-2", "x", MqttQualityOfServiceLevel.AtLeastOnce).Soon());
        await watcher.PublishStringAsync("fleet/SN-2", "mine").Soon();

        await disconnection.Soon();
        Assert.Equal("mine", (await inbox.NextAsync()).ConvertPayloadToString());
        Assert.Equal(["publish-refused SN-1 SN-1: iot:Publish is not allowed on topic 'fleet/SN-2'"], world.Decisions(GatewayEventKinds.PublishRefused));
    }

    [Fact]
    public async Task is_disconnected_when_it_subscribes_to_what_it_may_not()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Subscribe = (_, filter) => filter != "#" });
        var client = await world.ConnectAsync("SN-1");
        var disconnection = client.Disconnection();

        // Whether the SUBACK still gets through is a race; the end of the connection is not.
        await Record.ExceptionAsync(() => client.SubscribeAsync("#").Soon());

        await disconnection.Soon();
        Assert.Equal(["subscribe-refused SN-1 SN-1: iot:Subscribe is not allowed on topic filter '#'"], world.Decisions(GatewayEventKinds.SubscribeRefused));
    }

    [Fact]
    public async Task does_not_receive_what_it_may_not_and_stays_connected()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Receive = (_, topic) => topic != "fleet/secret" });
        var client = await world.ConnectAsync("SN-1");
        var inbox = client.Inbox();
        await client.SubscribeAsync("fleet/#").Soon();

        await client.PublishStringAsync("fleet/secret", "x").Soon();
        await client.PublishStringAsync("fleet/open", "y").Soon();

        Assert.Equal("fleet/open", (await inbox.NextAsync()).Topic);
        Assert.Equal(["receive-refused SN-1 SN-1: iot:Receive is not allowed on topic 'fleet/secret'"], world.Decisions(GatewayEventKinds.ReceiveRefused));
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task needs_a_right_of_its_own_to_retain(bool mayRetain)
    {
        await using var world = await GatewayWorld.StartAsync(new() { Retain = (_, _) => mayRetain });
        var client = await world.ConnectAsync("SN-1");

        var failure = await Record.ExceptionAsync(() => client.PublishStringAsync("state", "on", MqttQualityOfServiceLevel.AtLeastOnce, retain: true).Soon());

        Assert.Equal(mayRetain, failure is null);
        Assert.Equal(
            mayRetain ? [] : new[] { "publish-refused SN-1 SN-1: iot:RetainPublish is not allowed on topic 'state'" },
            world.Decisions(GatewayEventKinds.PublishRefused));
    }

    [Fact]
    public async Task cannot_have_a_will_where_it_may_not_publish()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Publish = (_, topic) => topic != "gone/SN-1" });
        var watcher = await world.ConnectAsync("SN-2");
        var inbox = watcher.Inbox();
        await watcher.SubscribeAsync("#").Soon();
        var options = world.Options("SN-1");
        (options.WillTopic, options.WillPayload) = ("gone/SN-1", "bye"u8.ToArray());
        var client = world.Client();
        await client.ConnectAsync(options).Soon();

        client.Dispose();
        await world.UntilAsync(() => world.Decisions(GatewayEventKinds.PublishRefused).Length > 0);
        await watcher.PublishStringAsync("end").Soon();

        Assert.Equal("end", (await inbox.NextAsync()).Topic);
    }

    // What IoT Core's message broker does not take, whatever the policy says.
    [Theory]
    [InlineData("a/b", 131_072, MqttQualityOfServiceLevel.AtLeastOnce, null)]
    [InlineData("a/b", 131_073, MqttQualityOfServiceLevel.AtLeastOnce, "the payload has 131073 bytes (> 131072)")]
    [InlineData("a/b", 1, MqttQualityOfServiceLevel.ExactlyOnce, "QoS 2 is not supported")]
    [InlineData("1/2/3/4/5/6/7/8", 1, MqttQualityOfServiceLevel.AtLeastOnce, null)]
    [InlineData("1/2/3/4/5/6/7/8/9", 1, MqttQualityOfServiceLevel.AtLeastOnce, "the topic has 8 slashes (> 7)")]
    [InlineData("$aws/2/3/4/5/6/7/8/9", 1, MqttQualityOfServiceLevel.AtLeastOnce, null)]
    public async Task is_held_to_the_limits_of_the_message_broker(string topic, int bytes, MqttQualityOfServiceLevel quality, string? fault)
    {
        await using var world = await GatewayWorld.StartAsync(new());
        var client = await world.ConnectAsync("SN-1");
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(new byte[bytes]).WithQualityOfServiceLevel(quality).Build();

        var failure = await Record.ExceptionAsync(() => client.PublishAsync(message).Soon());

        Assert.Equal(fault is null, failure is null);
        Assert.Equal(fault is null ? [] : new[] { $"publish-refused SN-1 SN-1: {fault}" }, world.Decisions(GatewayEventKinds.PublishRefused));
    }

    [Fact]
    public async Task may_have_fifty_subscriptions()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        var client = await world.ConnectAsync("SN-1");
        var disconnection = client.Disconnection();

        foreach (var number in Enumerable.Range(1, 50)) { await client.SubscribeAsync($"topic/{number}").Soon(); }
        await client.SubscribeAsync("topic/1").Soon();
        await client.UnsubscribeAsync("topic/1").Soon();
        await client.SubscribeAsync("topic/51").Soon();
        await Record.ExceptionAsync(() => client.SubscribeAsync("topic/52").Soon());

        await disconnection.Soon();
        Assert.Equal(["subscribe-refused SN-1 SN-1: the connection has 51 subscriptions (> 50)"], world.Decisions(GatewayEventKinds.SubscribeRefused));
    }

    [Fact]
    public async Task gets_quality_1_where_it_asks_for_2()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        var client = await world.ConnectAsync("SN-1");

        var granted = await client.SubscribeAsync("a", MqttQualityOfServiceLevel.ExactlyOnce).Soon();

        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, Assert.Single(granted.Items).ResultCode);
    }

    [Fact]
    public async Task hears_what_aws_iot_itself_publishes_where_it_may_receive()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Receive = (session, _) => session.ClientId == "SN-1" });
        var (client, other) = (await world.ConnectAsync("SN-1"), await world.ConnectAsync("SN-2"));
        var inbox = client.Inbox();
        await client.SubscribeAsync("$aws/events/#").Soon();
        await other.SubscribeAsync("$aws/events/#").Soon();

        await world.Gateway.PublishAsync(new("$aws/events/certificates/registered/ca", "{}"u8.ToArray()), CancellationToken.None).Soon();

        Assert.Equal("{}", (await inbox.NextAsync()).ConvertPayloadToString());
        Assert.Equal(["receive-refused SN-2 SN-2: iot:Receive is not allowed on topic '$aws/events/certificates/registered/ca'"], world.Decisions(GatewayEventKinds.ReceiveRefused));
    }

    /// <summary>A reply may hold a private key (CreateKeysAndCertificate): it is for the device that asked, however many subscribe to its topic.</summary>
    [Fact]
    public async Task alone_gets_the_answer_to_what_it_asks_aws_iot()
    {
        var requests = new ConcurrentQueue<string>();
        Task<DeviceMessage?> Answer(DeviceSession session, DeviceMessage message, CancellationToken cancellationToken)
        {
            requests.Enqueue($"{session.ClientId} {message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)}");
            return Task.FromResult(message.Topic == "$aws/certificates/create/json" ? new DeviceMessage($"{message.Topic}/accepted", "the key"u8.ToArray()) : null);
        }
        await using var world = await GatewayWorld.StartAsync(new(), Answer);
        var (client, other) = (await world.ConnectAsync("SN-1"), await world.ConnectAsync("SN-2"));
        var (inbox, otherInbox) = (client.Inbox(), other.Inbox());
        foreach (var subscriber in new[] { client, other })
        {
            await subscriber.SubscribeAsync("$aws/certificates/create/#").Soon();
            await subscriber.SubscribeAsync("end").Soon();
        }

        await client.PublishStringAsync("$aws/certificates/create/json", "{}", MqttQualityOfServiceLevel.AtLeastOnce).Soon();
        await client.PublishStringAsync("end").Soon();

        Assert.Equal(("$aws/certificates/create/json/accepted", "the key"), await inbox.NextAsync() is var reply ? (reply.Topic, reply.ConvertPayloadToString()) : default);
        Assert.Equal("end", (await otherInbox.NextAsync()).Topic);
        Assert.Equal(["SN-1 $aws/certificates/create/json {}"], requests);
        Assert.Empty(world.Decisions(GatewayEventKinds.ReceiveRefused));
    }
}
