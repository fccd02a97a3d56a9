namespace MQTTnet.Server.Hosting;

/// <summary>The handlers that <see cref="MqttServer"/> was given.</summary>
internal sealed class ServerEvents
{
    internal Func<ValidatingConnectionEventArgs, Task> ValidatingConnection { get; set; }

    internal Func<InterceptingPublishEventArgs, Task> InterceptingPublish { get; set; }

    internal Func<InterceptingSubscriptionEventArgs, Task> InterceptingSubscription { get; set; }

    internal Func<InterceptingUnsubscriptionEventArgs, Task> InterceptingUnsubscription { get; set; }

    internal Func<InterceptingClientApplicationMessageEnqueueEventArgs, Task> InterceptingClientEnqueue { get; set; }

    internal Func<ClientConnectedEventArgs, Task> ClientConnected { get; set; }

    internal Func<ClientDisconnectedEventArgs, Task> ClientDisconnected { get; set; }

    internal Func<EventArgs, Task> Started { get; set; }

    internal Func<EventArgs, Task> Stopped { get; set; }
}
