using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Infra.Tests.StandIns.Mqtt;

public class An_mqtt_server_that_refuses
{
    [Theory]
    [InlineData(MqttConnectReasonCode.NotAuthorized, MqttClientConnectResultCode.NotAuthorized)]
    [InlineData(MqttConnectReasonCode.Banned, MqttClientConnectResultCode.NotAuthorized)]
    [InlineData(MqttConnectReasonCode.ClientIdentifierNotValid, MqttClientConnectResultCode.ClientIdentifierNotValid)]
    [InlineData(MqttConnectReasonCode.BadUserNameOrPassword, MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData(MqttConnectReasonCode.ServerUnavailable, MqttClientConnectResultCode.ServerUnavailable)]
    public async Task a_connection_tells_why_and_is_no_exception(MqttConnectReasonCode reason, MqttClientConnectResultCode told)
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.ValidatingConnectionAsync += args =>
        {
            args.ReasonCode = reason;
            return Task.CompletedTask;
        });
        var client = loopback.Client();
        var disconnection = client.Disconnection();

        var result = await client.ConnectAsync(loopback.OptionsFor("device-1").Build()).Soon();

        Assert.Equal(told, result.ResultCode);
        Assert.False(client.IsConnected);
        Assert.Equal((false, told), ((await disconnection.Soon()).ClientWasConnected, (await disconnection).ConnectResult.ResultCode));
        Assert.Empty(await loopback.Server.GetClientsAsync());
    }

    [Fact]
    public async Task an_empty_client_id_says_so()
    {
        await using var loopback = await MqttLoopback.StartAsync();

        var result = await loopback.Client().ConnectAsync(loopback.OptionsFor("device-1").WithClientId("").Build()).Soon();

        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, result.ResultCode);
    }

    [Fact]
    public async Task a_connection_by_closing_it_lets_the_client_find_no_answer()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.ValidatingConnectionAsync += async args =>
        {
            args.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            await args.ChannelAdapter.DisconnectAsync(CancellationToken.None);
        });
        var client = loopback.Client();
        var disconnection = client.Disconnection();

        await Assert.ThrowsAsync<MqttConnectingFailedException>(() => client.ConnectAsync(loopback.OptionsFor("device-1").Build()).Soon());

        Assert.False((await disconnection.Soon()).ClientWasConnected);
        Assert.IsType<MqttConnectingFailedException>((await disconnection).Exception);
    }

    [Fact]
    public async Task a_connection_by_a_failing_handler_lets_nobody_in()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.ValidatingConnectionAsync += _ => throw new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<MqttConnectingFailedException>(() => loopback.Client().ConnectAsync(loopback.OptionsFor("device-1").Build()).Soon());

        Assert.Empty(await loopback.Server.GetClientsAsync());
    }

    [Fact]
    public async Task a_subscription_answers_with_a_failure_and_delivers_nothing()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingSubscriptionAsync += args =>
        {
            if (args.TopicFilter.Topic == "secret") { args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized; }
            return Task.CompletedTask;
        });
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();

        var refused = await client.SubscribeAsync("secret").Soon();
        await client.SubscribeAsync("open").Soon();
        await client.PublishStringAsync("secret", "x").Soon();
        await client.PublishStringAsync("open", "y").Soon();

        // MQTT 3.1.1 has one failure code, 0x80.
        Assert.Equal(MqttClientSubscribeResultCode.UnspecifiedError, Assert.Single(refused.Items).ResultCode);
        Assert.Equal("open", (await inbox.NextAsync()).Topic);
    }

    [Fact]
    public async Task a_quality_grants_a_lower_one()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingSubscriptionAsync += args =>
        {
            args.Response.ReasonCode = MqttSubscribeReasonCode.GrantedQoS1;
            return Task.CompletedTask;
        });
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();

        var granted = await client.SubscribeAsync("a", MqttQualityOfServiceLevel.ExactlyOnce).Soon();
        await client.PublishStringAsync("a", "x", MqttQualityOfServiceLevel.ExactlyOnce).Soon();

        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, Assert.Single(granted.Items).ResultCode);
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, (await inbox.NextAsync()).QualityOfServiceLevel);
    }

    [Fact]
    public async Task a_subscription_by_closing_the_connection_ends_the_client()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingSubscriptionAsync += args =>
        {
            (args.ProcessSubscription, args.CloseConnection) = (false, true);
            return Task.CompletedTask;
        });
        var client = await loopback.ConnectAsync("device-1");
        var disconnection = client.Disconnection();

        // Whether the SUBACK still gets through is a race; the end of the connection is not.
        await Record.ExceptionAsync(() => client.SubscribeAsync("secret").Soon());

        Assert.True((await disconnection.Soon()).ClientWasConnected);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task a_message_without_closing_acknowledges_and_drops_it()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingPublishAsync += args =>
        {
            args.ProcessPublish = args.ApplicationMessage.Topic != "secret";
            return Task.CompletedTask;
        });
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();
        await client.SubscribeAsync("#").Soon();

        var result = await client.PublishStringAsync("secret", "x", MqttQualityOfServiceLevel.AtLeastOnce).Soon();
        await client.PublishStringAsync("open", "y").Soon();

        Assert.True(result.IsSuccess);
        Assert.Equal("open", (await inbox.NextAsync()).Topic);
    }

    [Fact]
    public async Task a_message_by_closing_the_connection_fails_the_publish()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingPublishAsync += args =>
        {
            (args.ProcessPublish, args.CloseConnection) = (false, true);
            return Task.CompletedTask;
        });
        var client = await loopback.ConnectAsync("device-1");
        var disconnection = client.Disconnection();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.PublishStringAsync("secret", "x", MqttQualityOfServiceLevel.AtLeastOnce).Soon());

        Assert.True((await disconnection.Soon()).ClientWasConnected);
    }

    [Fact]
    public async Task a_delivery_keeps_it_from_that_receiver_only()
    {
        await using var loopback = await MqttLoopback.StartAsync(server => server.InterceptingClientEnqueueAsync += args =>
        {
            args.AcceptEnqueue = (args.SenderClientId, args.ReceiverClientId, args.ApplicationMessage.Topic) != ("sender", "left-out", "news");
            return Task.CompletedTask;
        });
        var sender = await loopback.ConnectAsync("sender");
        var (receiver, leftOut) = (await loopback.ConnectAsync("receiver"), await loopback.ConnectAsync("left-out"));
        var (inbox, empty) = (receiver.Inbox(), leftOut.Inbox());
        await receiver.SubscribeAsync("#").Soon();
        await leftOut.SubscribeAsync("#").Soon();

        await sender.PublishStringAsync("news", "x").Soon();
        await sender.PublishStringAsync("end", "y").Soon();

        Assert.Equal("news", (await inbox.NextAsync()).Topic);
        Assert.Equal("end", (await empty.NextAsync()).Topic);
    }

    [Fact]
    public async Task may_decide_by_what_it_noted_when_the_client_connected()
    {
        await using var loopback = await MqttLoopback.StartAsync(server =>
        {
            server.ValidatingConnectionAsync += args =>
            {
                args.SessionItems["may"] = $"data/{args.ClientId}";
                return Task.CompletedTask;
            };
            server.InterceptingPublishAsync += args =>
            {
                args.ProcessPublish = Equals(args.SessionItems["may"], args.ApplicationMessage.Topic);
                return Task.CompletedTask;
            };
            server.InterceptingSubscriptionAsync += args =>
            {
                args.TopicFilter.Topic = (string)args.SessionItems["may"]!;
                return Task.CompletedTask;
            };
        });
        var client = await loopback.ConnectAsync("device-1");
        var inbox = client.Inbox();
        await client.SubscribeAsync("mine").Soon();

        await client.PublishStringAsync("data/device-2", "x").Soon();
        await client.PublishStringAsync("data/device-1", "y").Soon();

        Assert.Equal("data/device-1", (await inbox.NextAsync()).Topic);
        Assert.Equal("data/device-1", Assert.Single(await loopback.Server.GetClientsAsync()).Session.Items["may"]);
    }
}
