using System.Threading.Channels;
using MQTTnet;

namespace Infra.Tests.StandIns.Mqtt;

/// <summary>Waits that end a hanging test; nothing is asserted about how long anything takes.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static Task Soon(this Task task) => task.WaitAsync(Patience);

    internal static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition()) { await Task.Delay(20, limit.Token); }
    }

    /// <summary>The messages that a client receives from now on.</summary>
    internal static Inbox Inbox(this IMqttClient client)
    {
        var inbox = new Inbox();
        client.ApplicationMessageReceivedAsync += args =>
        {
            inbox.Add(args.ApplicationMessage);
            return Task.CompletedTask;
        };
        return inbox;
    }

    /// <summary>Completed when the client next finds itself disconnected.</summary>
    internal static Task<MqttClientDisconnectedEventArgs> Disconnection(this IMqttClient client)
    {
        var disconnected = new TaskCompletionSource<MqttClientDisconnectedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += args =>
        {
            disconnected.TrySetResult(args);
            return Task.CompletedTask;
        };
        return disconnected.Task;
    }
}

/// <summary>The messages that a client received and a test did not yet look at, oldest first.</summary>
internal sealed class Inbox
{
    private readonly Channel<MqttApplicationMessage> messages = Channel.CreateUnbounded<MqttApplicationMessage>();

    internal void Add(MqttApplicationMessage message) => messages.Writer.TryWrite(message);

    internal Task<MqttApplicationMessage> NextAsync() => messages.Reader.ReadAsync().AsTask().Soon();
}
