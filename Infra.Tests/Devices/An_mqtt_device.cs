using Infra.Devices;
using Infra.Local.Gateway;
using Infra.Tests.Local.Gateway;
using Infra.Tests.StandIns.Mqtt;
using MQTTnet.Exceptions;

namespace Infra.Tests.Devices;

public class An_mqtt_device
{
    [Fact]
    public async Task comes_back_after_the_drop_that_registers_it()
    {
        var registered = new HashSet<string>();
        await using var world = await GatewayWorld.StartAsync(new()
        {
            Decide = (leaf, clientId) => registered.Add(leaf.Thumbprint)
                ? new ConnectDecision.Dropped("registered-now")
                : new ConnectDecision.Accepted(FakeIdentities.Session(leaf, clientId)),
        });
        await using var device = world.Device("SN-1");

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        Assert.True(report.Connected);
        Assert.Equal([true, false], report.Attempts.Select(attempt => attempt.Failure is not null));
        Assert.True(device.IsConnected);
    }

    [Fact]
    public async Task gives_up_after_its_attempts_and_says_how_they_went()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Decide = (_, _) => new ConnectDecision.Dropped("unknown-ca") });
        await using var device = world.Device("SN-1", new() { Attempts = 3, First = TimeSpan.FromMilliseconds(1) });

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        Assert.False(report.Connected);
        Assert.Equal(3, report.Attempts.Length);
        Assert.All(report.Attempts, attempt => Assert.NotEqual("", attempt.Failure));
    }

    [Fact]
    public async Task hears_its_own_message()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        await using var device = world.Device("SN-1");
        await device.ConnectAsync(CancellationToken.None).Soon();

        await device.EchoAsync("fleet/SN-1/state", "on"u8.ToArray(), CancellationToken.None).Soon();
        await device.PublishAsync("fleet/SN-1/state", "off"u8.ToArray(), CancellationToken.None).Soon();

        var message = await device.ReceiveAsync(CancellationToken.None).AsTask().Soon();
        Assert.Equal(("fleet/SN-1/state", "off"), (message.Topic, System.Text.Encoding.UTF8.GetString(message.Payload.Span)));
    }

    [Fact]
    public async Task fails_to_publish_what_it_may_not()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Publish = (_, _) => false });
        await using var device = world.Device("SN-1");
        await device.ConnectAsync(CancellationToken.None).Soon();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => device.PublishAsync("fleet/SN-2/state", default, CancellationToken.None).Soon());
    }

    [Fact]
    public async Task does_not_trust_a_gateway_under_another_root()
    {
        await using var world = await GatewayWorld.StartAsync(new());
        await using var impostor = await GatewayWorld.StartAsync(new());
        await using var device = new MqttDevice("SN-1", DeviceGateway.HostName, impostor.Gateway.Port, world.Files("SN-1"), new() { Attempts = 1 });

        var report = await device.ConnectAsync(CancellationToken.None).Soon();

        Assert.False(report.Connected);
        Assert.Contains("certificate", Assert.Single(report.Attempts).Failure, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(impostor.Gateway.Connected);
    }

    [Fact]
    public async Task stops_trying_when_it_is_cancelled()
    {
        await using var world = await GatewayWorld.StartAsync(new() { Decide = (_, _) => new ConnectDecision.Dropped("unknown-ca") });
        await using var device = world.Device("SN-1", new() { Attempts = int.MaxValue, First = TimeSpan.FromMilliseconds(1) });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => device.ConnectAsync(patience.Token).Soon());
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 100)]
    [InlineData(3, 200)]
    [InlineData(7, 2000)]
    [InlineData(5000, 2000)]
    public void waits_twice_as_long_each_time_up_to_a_limit(int attempt, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new BackOff().After(attempt));
}
