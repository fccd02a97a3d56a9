using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using MQTTnet.Internal;
using MQTTnet.Protocol;
using MQTTnet.Server.Hosting;

namespace MQTTnet.Server;

public class MqttServer : Disposable
{
    private readonly MqttServerOptions options;
    private readonly ServerEvents events = new();
    private readonly Broker broker;
    private readonly List<Listener> listeners = [];
    private CancellationTokenSource running;

    internal MqttServer(MqttServerOptions options)
    {
        this.options = options ?? throw new ArgumentNullException(nameof(options));
        broker = new Broker(options, events);
    }

    public event Func<ClientConnectedEventArgs, Task> ClientConnectedAsync
    {
        add => events.ClientConnected += value;
        remove => events.ClientConnected -= value;
    }

    public event Func<ClientDisconnectedEventArgs, Task> ClientDisconnectedAsync
    {
        add => events.ClientDisconnected += value;
        remove => events.ClientDisconnected -= value;
    }

    public event Func<InterceptingClientApplicationMessageEnqueueEventArgs, Task> InterceptingClientEnqueueAsync
    {
        add => events.InterceptingClientEnqueue += value;
        remove => events.InterceptingClientEnqueue -= value;
    }

    public event Func<InterceptingPublishEventArgs, Task> InterceptingPublishAsync
    {
        add => events.InterceptingPublish += value;
        remove => events.InterceptingPublish -= value;
    }

    public event Func<InterceptingSubscriptionEventArgs, Task> InterceptingSubscriptionAsync
    {
        add => events.InterceptingSubscription += value;
        remove => events.InterceptingSubscription -= value;
    }

    public event Func<InterceptingUnsubscriptionEventArgs, Task> InterceptingUnsubscriptionAsync
    {
        add => events.InterceptingUnsubscription += value;
        remove => events.InterceptingUnsubscription -= value;
    }

    public event Func<EventArgs, Task> StartedAsync
    {
        add => events.Started += value;
        remove => events.Started -= value;
    }

    public event Func<EventArgs, Task> StoppedAsync
    {
        add => events.Stopped += value;
        remove => events.Stopped -= value;
    }

    public event Func<ValidatingConnectionEventArgs, Task> ValidatingConnectionAsync
    {
        add => events.ValidatingConnection += value;
        remove => events.ValidatingConnection -= value;
    }

    public bool IsStarted => running is not null;

    /// <summary>The session items of messages that the server itself injects.</summary>
    public IDictionary ServerSessionItems { get; } = new ConcurrentDictionary<object, object>();

    public Task DisconnectClientAsync(string id, MqttServerClientDisconnectOptions options)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfNotStarted();
        broker.Client(id).Stop();
        return Task.CompletedTask;
    }

    public Task<IList<MqttClientStatus>> GetClientsAsync()
    {
        ThrowIfNotStarted();
        return Task.FromResult<IList<MqttClientStatus>>([.. broker.Clients.Select(client => new MqttClientStatus(client))]);
    }

    public Task InjectApplicationMessage(InjectedMqttApplicationMessage injectedApplicationMessage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(injectedApplicationMessage);
        MqttTopicValidator.ThrowIfInvalid(injectedApplicationMessage.ApplicationMessage.Topic);
        ThrowIfNotStarted();
        return broker.DispatchAsync(
            injectedApplicationMessage.SenderClientId,
            injectedApplicationMessage.SenderUserName,
            injectedApplicationMessage.CustomSessionItems ?? ServerSessionItems,
            injectedApplicationMessage.ApplicationMessage,
            cancellationToken);
    }

    public async Task StartAsync()
    {
        ThrowIfDisposed();
        if (IsStarted) { throw new InvalidOperationException("The MQTT server is already started."); }
        if (options.TlsEndpointOptions is { IsEnabled: true, CertificateProvider: null }) { throw new ArgumentException("TLS certificate is not set."); }

        running = new CancellationTokenSource();
        var stopping = running.Token;
        Listen(options.DefaultEndpointOptions);
        Listen(options.TlsEndpointOptions);
        foreach (var listener in listeners)
        {
            _ = Task.Run(() => listener.AcceptAsync(connection => broker.ServeAsync(connection, stopping), stopping), CancellationToken.None);
        }
        await events.Started.InvokeAllAsync(EventArgs.Empty).ConfigureAwait(false);
    }

    public async Task StopAsync(MqttServerStopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!IsStarted) { return; }
        await running.CancelAsync().ConfigureAwait(false);
        Close();
        await events.Stopped.InvokeAllAsync(EventArgs.Empty).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        running?.Cancel();
        Close();
        broker.Dispose();
        base.Dispose(disposing);
    }

    private void Close()
    {
        foreach (var listener in listeners) { listener.Dispose(); }
        listeners.Clear();
        running?.Dispose();
        running = null;
    }

    private void Listen(MqttServerTcpEndpointBaseOptions endpoint)
    {
        if (!endpoint.IsEnabled) { return; }
        // IPAddress.None is how either family is switched off.
        foreach (var address in new[] { endpoint.BoundInterNetworkAddress, endpoint.BoundInterNetworkV6Address })
        {
            if (!address.Equals(IPAddress.None)) { listeners.Add(new Listener(address, endpoint, options.DefaultCommunicationTimeout)); }
        }
    }

    private void ThrowIfNotStarted()
    {
        ThrowIfDisposed();
        if (!IsStarted) { throw new InvalidOperationException("The MQTT server is not started."); }
    }
}
