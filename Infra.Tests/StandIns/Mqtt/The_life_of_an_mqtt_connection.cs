using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Infra.Tests.StandIns.Mqtt;

public class The_life_of_an_mqtt_connection
{
    [Fact]
    public async Task is_told_to_the_handlers_of_server_and_client()
    {
        var told = Channel.CreateUnbounded<string>();
        await using var loopback = await StartAsync(told);
        var client = loopback.Client();
        client.ConnectedAsync += args =>
        {
            Assert.Equal(MqttClientConnectResultCode.Success, args.ConnectResult.ResultCode);
            return Task.CompletedTask;
        };
        var disconnection = client.Disconnection();

        await client.ConnectAsync(loopback.OptionsFor("device-1").Build()).Soon();
        Assert.Equal("device-1 connected", await told.Reader.ReadAsync().AsTask().Soon());
        await client.DisconnectAsync().Soon();

        Assert.Equal("device-1 Clean", await told.Reader.ReadAsync().AsTask().Soon());
        Assert.Equal((true, null), ((await disconnection.Soon()).ClientWasConnected, (await disconnection).Exception));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task ends_when_another_client_comes_with_its_id()
    {
        var told = Channel.CreateUnbounded<string>();
        await using var loopback = await StartAsync(told);
        var first = await loopback.ConnectAsync("device-1");
        var disconnection = first.Disconnection();

        var second = await loopback.ConnectAsync("device-1");

        Assert.True((await disconnection.Soon()).ClientWasConnected);
        Assert.True(await second.TryPingAsync().Soon());
        Assert.Equal(["device-1"], (await loopback.Server.GetClientsAsync()).Select(client => client.Id));
        var events = new[] { await told.Reader.ReadAsync().AsTask().Soon(), await told.Reader.ReadAsync().AsTask().Soon(), await told.Reader.ReadAsync().AsTask().Soon() };
        Assert.Equal(["device-1 Takeover", "device-1 connected", "device-1 connected"], events.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task that_breaks_off_publishes_the_will()
    {
        var told = Channel.CreateUnbounded<string>();
        await using var loopback = await StartAsync(told);
        var watcher = await loopback.ConnectAsync("watcher");
        var inbox = watcher.Inbox();
        await watcher.SubscribeAsync("gone/#").Soon();
        var client = await loopback.ConnectAsync("device-1", options => options.WithWillTopic("gone/device-1").WithWillPayload("bye"));

        client.Dispose();

        Assert.Equal(("gone/device-1", "bye"), await inbox.NextAsync() is var message ? (message.Topic, message.ConvertPayloadToString()) : default);
        Assert.Equal(
            ["watcher connected", "device-1 connected", "device-1 NotClean"],
            new[] { await told.Reader.ReadAsync().AsTask().Soon(), await told.Reader.ReadAsync().AsTask().Soon(), await told.Reader.ReadAsync().AsTask().Soon() });
    }

    [Fact]
    public async Task that_ends_in_order_publishes_no_will()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var watcher = await loopback.ConnectAsync("watcher");
        var inbox = watcher.Inbox();
        await watcher.SubscribeAsync("#").Soon();
        var client = await loopback.ConnectAsync("device-1", options => options.WithWillTopic("gone").WithWillPayload("bye"));

        await client.DisconnectAsync().Soon();
        await Waiting.UntilAsync(async () => (await loopback.Server.GetClientsAsync()).Count == 1);
        await watcher.PublishStringAsync("end").Soon();

        Assert.Equal("end", (await inbox.NextAsync()).Topic);
    }

    [Fact]
    public async Task ends_when_the_server_wants_it_to()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var disconnection = client.Disconnection();

        await loopback.Server.DisconnectClientAsync("device-1");

        Assert.True((await disconnection.Soon()).ClientWasConnected);
        await Waiting.UntilAsync(async () => (await loopback.Server.GetClientsAsync()).Count == 0);
        await Assert.ThrowsAsync<InvalidOperationException>(() => loopback.Server.DisconnectClientAsync("device-1"));
    }

    [Fact]
    public async Task ends_with_the_server()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var disconnection = client.Disconnection();

        await loopback.Server.StopAsync();

        Assert.True((await disconnection.Soon()).ClientWasConnected);
        Assert.False(loopback.Server.IsStarted);
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.ConnectAsync(loopback.OptionsFor("device-1").Build()).Soon());
    }

    [Fact]
    public async Task may_begin_anew_with_the_same_client()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var disconnection = client.Disconnection();
        await loopback.Server.DisconnectClientAsync("device-1");
        await disconnection.Soon();

        var inbox = client.Inbox();
        await client.ConnectAsync(client.Options).Soon();
        await client.SubscribeAsync("a").Soon();
        await client.PublishStringAsync("a", "again").Soon();

        Assert.Equal("again", (await inbox.NextAsync()).ConvertPayloadToString());
    }

    [Fact]
    public async Task may_begin_anew_from_the_handler_of_its_end()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");
        var back = new TaskCompletionSource();
        client.DisconnectedAsync += async _ =>
        {
            if (back.Task.IsCompleted) { return; }
            await client.ConnectAsync(client.Options);
            back.SetResult();
        };

        await loopback.Server.DisconnectClientAsync("device-1");
        await back.Task.Soon();

        Assert.True(await client.TryPingAsync().Soon());
    }

    [Fact]
    public async Task is_not_opened_twice()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var client = await loopback.ConnectAsync("device-1");

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.ConnectAsync(client.Options));

        Assert.True(await client.TryPingAsync().Soon());
    }

    [Fact]
    public async Task starts_with_no_session_to_resume()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var first = await loopback.Client().ConnectAsync(loopback.OptionsFor("device-1").WithCleanSession(false).Build()).Soon();

        Assert.False(first.IsSessionPresent);
    }

    [Fact]
    public async Task hands_its_subscriptions_to_the_client_that_takes_it_over_without_a_clean_session()
    {
        await using var loopback = await MqttLoopback.StartAsync();
        var first = await loopback.ConnectAsync("device-1", options => options.WithCleanSession(false));
        await first.SubscribeAsync("a", MqttQualityOfServiceLevel.AtLeastOnce).Soon();
        var second = loopback.Client();
        var inbox = second.Inbox();

        var result = await second.ConnectAsync(loopback.OptionsFor("device-1").WithCleanSession(false).Build()).Soon();
        await second.PublishStringAsync("a", "kept").Soon();

        Assert.True(result.IsSessionPresent);
        Assert.Equal("kept", (await inbox.NextAsync()).ConvertPayloadToString());
    }

    /// <summary>A trap, and therefore pinned: what was noted about the first client is still there when the second acts.</summary>
    [Fact]
    public async Task hands_its_session_items_to_the_client_that_takes_it_over_without_a_clean_session()
    {
        var acting = Channel.CreateUnbounded<object?>();
        await using var loopback = await MqttLoopback.StartAsync(server =>
        {
            server.ValidatingConnectionAsync += args =>
            {
                args.SessionItems["subject"] = args.ClientCertificate.Subject;
                return Task.CompletedTask;
            };
            server.InterceptingPublishAsync += args => acting.Writer.WriteAsync(args.SessionItems["subject"]).AsTask();
        });
        await loopback.Client().ConnectAsync(loopback.OptionsFor("device-1", loopback.Pki.Client("first")).WithCleanSession(false).Build()).Soon();
        var second = loopback.Client();
        await second.ConnectAsync(loopback.OptionsFor("device-1", loopback.Pki.Client("second")).WithCleanSession(false).Build()).Soon();

        await second.PublishStringAsync("a", "x").Soon();

        Assert.Equal("CN=first", await acting.Reader.ReadAsync().AsTask().Soon());
    }

    [Fact]
    public async Task shows_one_end_point_object_when_it_is_validated_and_when_it_is_connected()
    {
        object? validated = null;
        var connected = new TaskCompletionSource<object>();
        await using var loopback = await MqttLoopback.StartAsync(server =>
        {
            server.ValidatingConnectionAsync += args =>
            {
                validated = args.RemoteEndPoint;
                return Task.CompletedTask;
            };
            server.ClientConnectedAsync += args =>
            {
                connected.SetResult(args.RemoteEndPoint);
                return Task.CompletedTask;
            };
        });

        await loopback.ConnectAsync("device-1");

        Assert.NotNull(validated);
        Assert.Same(validated, await connected.Task.Soon());
    }

    private static Task<MqttLoopback> StartAsync(Channel<string> told) => MqttLoopback.StartAsync(server =>
    {
        server.ClientConnectedAsync += args => told.Writer.WriteAsync($"{args.ClientId} connected").AsTask();
        server.ClientDisconnectedAsync += args => told.Writer.WriteAsync($"{args.ClientId} {args.DisconnectType}").AsTask();
    });
}
