using System.Buffers;
using System.Runtime.CompilerServices;
using Infra.Devices;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Infra.Local.Gateway;

/// <summary>Decides about each PUBLISH, SUBSCRIBE and delivery. As in IoT Core, a device that tries what it may not is disconnected.</summary>
internal sealed class MessageFlow
{
    private readonly MqttServer server;
    private readonly IDeviceIdentities identities;
    private readonly ConnectedDevices devices;
    private readonly ReservedTopics? reserved;
    private readonly ReportDecision report;

    // The messages that AWS IoT itself sends, and whom to. Known by the object, so that no device can pass one of its own off as such.
    private readonly ConditionalWeakTable<MqttApplicationMessage, Own> own = [];

    public MessageFlow(MqttServer server, IDeviceIdentities identities, ConnectedDevices devices, ReservedTopics? reserved, ReportDecision report)
    {
        (this.server, this.identities, this.devices, this.reserved, this.report) = (server, identities, devices, reserved, report);
        server.InterceptingPublishAsync += PublishAsync;
        server.InterceptingSubscriptionAsync += SubscribeAsync;
        server.InterceptingUnsubscriptionAsync += UnsubscribeAsync;
        server.InterceptingClientEnqueueAsync += DeliverAsync;
    }

    /// <summary>Publishes as AWS IoT, to every subscriber or to one client only.</summary>
    public Task PublishAsync(DeviceMessage message, string? onlyTo, CancellationToken cancellationToken)
    {
        var outgoing = new MqttApplicationMessage
        {
            Topic = message.Topic,
            Payload = new ReadOnlySequence<byte>(message.Payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        own.Add(outgoing, new Own(onlyTo));
        return server.InjectApplicationMessage(new InjectedMqttApplicationMessage(outgoing), cancellationToken);
    }

    private async Task PublishAsync(InterceptingPublishEventArgs publish)
    {
        var message = publish.ApplicationMessage;
        if (own.TryGetValue(message, out _)) { return; }
        if (Sessions.Of(publish.SessionItems) is not { } session)
        {
            (publish.ProcessPublish, publish.CloseConnection) = (false, true);
            return;
        }
        if (FaultOf(session, message) is { } fault)
        {
            (publish.ProcessPublish, publish.CloseConnection) = (false, true);
            report(GatewayEventKinds.PublishRefused, session.ClientId, session.CertificateId, fault);
            return;
        }
        if (reserved is not null && IsReserved(message.Topic))
        {
            var request = new DeviceMessage(message.Topic, message.Payload.ToArray());
            if (await reserved(session, request, publish.CancellationToken).ConfigureAwait(false) is { } reply)
            {
                // The request was for AWS IoT, and nobody subscribes to those.
                publish.ProcessPublish = false;
                await PublishAsync(reply, onlyTo: session.ClientId, publish.CancellationToken).ConfigureAwait(false);
            }
        }
    }

    private string? FaultOf(DeviceSession session, MqttApplicationMessage message) => message switch
    {
        { QualityOfServiceLevel: MqttQualityOfServiceLevel.ExactlyOnce } => "QoS 2 is not supported",
        _ when GatewayLimits.OfTopic(message.Topic) is { } fault => fault,
        _ when GatewayLimits.OfPayload(message.Payload.Length) is { } fault => fault,
        _ when !identities.MayPublish(session, message.Topic) => $"iot:Publish is not allowed on topic '{message.Topic}'",
        { Retain: true } when !identities.MayRetain(session, message.Topic) => $"iot:RetainPublish is not allowed on topic '{message.Topic}'",
        _ => null,
    };

    private Task SubscribeAsync(InterceptingSubscriptionEventArgs subscribe)
    {
        var filter = subscribe.TopicFilter.Topic;
        var session = Sessions.Of(subscribe.SessionItems);
        var fault = session switch
        {
            null => "the connection has no session",
            _ when GatewayLimits.OfTopic(filter) is { } tooLong => tooLong,
            _ when !identities.MaySubscribe(session, filter) => $"iot:Subscribe is not allowed on topic filter '{filter}'",
            _ => GatewayLimits.OfSubscriptions(Subscriptions.Add(subscribe.SessionItems, filter)),
        };
        if (fault is null)
        {
            // IoT Core grants QoS 1 to whoever asks for 2.
            if (subscribe.TopicFilter.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce) { subscribe.Response.ReasonCode = MqttSubscribeReasonCode.GrantedQoS1; }
            return Task.CompletedTask;
        }
        (subscribe.ProcessSubscription, subscribe.CloseConnection) = (false, true);
        subscribe.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        report(GatewayEventKinds.SubscribeRefused, subscribe.ClientId, session?.CertificateId ?? "", fault);
        return Task.CompletedTask;
    }

    private static Task UnsubscribeAsync(InterceptingUnsubscriptionEventArgs unsubscribe)
    {
        Subscriptions.Remove(unsubscribe.SessionItems, unsubscribe.Topic);
        return Task.CompletedTask;
    }

    private Task DeliverAsync(InterceptingClientApplicationMessageEnqueueEventArgs delivery)
    {
        if (own.TryGetValue(delivery.ApplicationMessage, out var addressed) && addressed.OnlyTo is { } onlyTo && onlyTo != delivery.ReceiverClientId)
        {
            delivery.AcceptEnqueue = false;
            return Task.CompletedTask;
        }
        // A delivery names its receiver by client id only: whoever bears that id now is asked for.
        var session = devices.Find(delivery.ReceiverClientId);
        delivery.AcceptEnqueue = session is not null && identities.MayReceive(session, delivery.ApplicationMessage.Topic);
        if (!delivery.AcceptEnqueue)
        {
            report(GatewayEventKinds.ReceiveRefused, delivery.ReceiverClientId, session?.CertificateId ?? "", $"iot:Receive is not allowed on topic '{delivery.ApplicationMessage.Topic}'");
        }
        return Task.CompletedTask;
    }

    private static bool IsReserved(string topic) => topic.StartsWith("$aws/", StringComparison.Ordinal);

    private sealed record Own(string? OnlyTo);
}
