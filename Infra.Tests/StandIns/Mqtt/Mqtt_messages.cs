using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Infra.Tests.StandIns.Mqtt;

public class Mqtt_messages
{
    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task reach_a_subscriber_with_the_quality_they_were_sent_with(MqttQualityOfServiceLevel quality)
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var (sender, receiver) = (await loopback.ConnectAsync("sender"), await loopback.ConnectAsync("receiver"));
        var inbox = receiver.Inbox();
        await receiver.SubscribeAsync("a/b", quality).Soon();

        var result = await sender.PublishStringAsync("a/b", "hello", quality).Soon();

        var message = await inbox.NextAsync();
        Assert.Equal(("a/b", "hello", quality, false), (message.Topic, message.ConvertPayloadToString(), message.QualityOfServiceLevel, message.Retain));
        Assert.True(result.IsSuccess);
        Assert.Equal(quality == MqttQualityOfServiceLevel.AtMostOnce, result.PacketIdentifier is null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(300_000)]
    public async Task carry_payloads_of_any_size(int size)
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();
        await client.SubscribeAsync("echo", MqttQualityOfServiceLevel.AtLeastOnce).Soon();
        var payload = RandomNumberGenerator.GetBytes(size);

        await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic("echo").WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build()).Soon();

        Assert.Equal(payload, (await inbox.NextAsync()).Payload.ToArray());
    }

    [Fact]
    public async Task arrive_in_the_order_they_were_sent_in()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();
        await client.SubscribeAsync("n", MqttQualityOfServiceLevel.AtLeastOnce).Soon();

        foreach (var number in Enumerable.Range(0, 100)) { await client.PublishStringAsync("n", $"{number}", MqttQualityOfServiceLevel.AtLeastOnce).Soon(); }

        foreach (var number in Enumerable.Range(0, 100)) { Assert.Equal($"{number}", (await inbox.NextAsync()).ConvertPayloadToString()); }
    }

    [Fact]
    public async Task reach_subscribers_of_wildcards_once_and_nobody_else()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var sender = await loopback.ConnectAsync("sender");
        var inboxes = new List<Inbox>();
        foreach (var filters in new string[][] { ["a/+/c"], ["a/#"], ["a/#", "a/b/c"], ["a/+"] })
        {
            var receiver = await loopback.ConnectAsync($"receiver-{inboxes.Count}");
            inboxes.Add(receiver.Inbox());
            foreach (var filter in filters) { await receiver.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce).Soon(); }
            await receiver.SubscribeAsync("end", MqttQualityOfServiceLevel.AtLeastOnce).Soon();
        }

        await sender.PublishStringAsync("a/b/c", "x", MqttQualityOfServiceLevel.AtLeastOnce).Soon();
        await sender.PublishStringAsync("end", null, MqttQualityOfServiceLevel.AtLeastOnce).Soon();

        Assert.Equal(["a/b/c", "a/b/c", "a/b/c", "end"], await Task.WhenAll(inboxes.Select(async inbox => (await inbox.NextAsync()).Topic)));
        Assert.Equal(["end", "end", "end"], await Task.WhenAll(inboxes.Take(3).Select(async inbox => (await inbox.NextAsync()).Topic)));
    }

    [Fact]
    public async Task are_delivered_with_no_more_than_the_subscribed_quality()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();
        var subscribed = await client.SubscribeAsync("a", MqttQualityOfServiceLevel.AtMostOnce).Soon();

        await client.PublishStringAsync("a", "x", MqttQualityOfServiceLevel.AtLeastOnce).Soon();

        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS0, Assert.Single(subscribed.Items).ResultCode);
        Assert.Equal(MqttQualityOfServiceLevel.AtMostOnce, (await inbox.NextAsync()).QualityOfServiceLevel);
    }

    [Fact]
    public async Task end_with_the_subscription()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();
        await client.SubscribeAsync("a").Soon();
        await client.SubscribeAsync("b").Soon();

        var result = await client.UnsubscribeAsync("a").Soon();
        await client.PublishStringAsync("a", "x").Soon();
        await client.PublishStringAsync("b", "y").Soon();

        Assert.Equal(("a", MqttClientUnsubscribeResultCode.Success), (Assert.Single(result.Items).TopicFilter, result.Items.Single().ResultCode));
        Assert.Equal("b", (await inbox.NextAsync()).Topic);
    }

    [Fact]
    public async Task that_are_retained_reach_later_subscribers_until_cleared()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        await client.PublishStringAsync("state", "on", MqttQualityOfServiceLevel.AtLeastOnce, retain: true).Soon();

        var later = await loopback.ConnectAsync("device-2");
        var inbox = later.Inbox();
        await later.SubscribeAsync("state/#").Soon();
        var message = await inbox.NextAsync();
        await client.PublishStringAsync("state", null, MqttQualityOfServiceLevel.AtLeastOnce, retain: true).Soon();
        var latest = await loopback.ConnectAsync("device-3");
        var empty = latest.Inbox();
        await latest.SubscribeAsync("state/#").Soon();
        await latest.SubscribeAsync("end").Soon();
        await latest.PublishStringAsync("end").Soon();

        Assert.Equal(("state", "on", true), (message.Topic, message.ConvertPayloadToString(), message.Retain));
        Assert.Equal("end", (await empty.NextAsync()).Topic);
    }

    [Fact]
    public async Task from_the_server_itself_reach_subscribers_and_name_their_sender()
    {
        var senders = new ConcurrentQueue<string>();
        await using var loopback = await MqttLoopback.StartAsync(server =>
        {
            server.InterceptingPublishAsync += args =>
            {
                senders.Enqueue($"{args.ClientId} {args.SessionItems["by"]}");
                return Task.CompletedTask;
            };
            server.InterceptingClientEnqueueAsync += args =>
            {
                senders.Enqueue($"{args.SenderClientId} -> {args.ReceiverClientId}");
                return Task.CompletedTask;
            };
        });
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();
        await client.SubscribeAsync("answer").Soon();

        var message = new MqttApplicationMessageBuilder().WithTopic("answer").WithPayload("42").Build();
        await loopback.Server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message)
        {
            SenderClientId = "$server",
            CustomSessionItems = new Dictionary<object, object> { ["by"] = "itself" },
        }).Soon();

        Assert.Equal("42", (await inbox.NextAsync()).ConvertPayloadToString());
        Assert.Equal(["$server itself", "$server -> device-1"], senders);
    }

    [Fact]
    public async Task from_the_server_itself_have_an_empty_sender_unless_one_is_named()
    {
        var senders = new ConcurrentQueue<string>();
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingPublishAsync += args =>
        {
            senders.Enqueue(args.ClientId);
            return Task.CompletedTask;
        });

        await loopback.Server.InjectApplicationMessage("answer", "42").Soon();

        Assert.Equal([""], senders);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("a/#")]
    public async Task to_a_topic_with_wildcards_are_not_sent(string topic)
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");

        await Assert.ThrowsAsync<MqttProtocolViolationException>(() => client.PublishAsync(new MqttApplicationMessage { Topic = topic }).Soon());

        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task without_a_connection_are_not_sent()
    {
        await using var loopback = await MqttLoopback.StartAsync();

        await Assert.ThrowsAsync<MqttClientNotConnectedException>(() => loopback.Client().PublishStringAsync("a", "x"));
    }

    [Fact]
    public async Task that_nobody_acknowledges_in_time_are_reported_as_timed_out()
    {
        var released = new TaskCompletionSource();
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingPublishAsync += _ => released.Task);
        var client = await loopback.ConnectAsync("device-1");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAsync<MqttCommunicationTimedOutException>(
            () => client.PublishStringAsync("a", "x", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: patience.Token).Soon());
        released.SetResult();

        Assert.True(await client.TryPingAsync().Soon());
    }
}
