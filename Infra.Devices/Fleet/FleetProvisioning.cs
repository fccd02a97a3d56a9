using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MQTTnet.Exceptions;

namespace Infra.Devices.Fleet;

/// <summary>
/// The device's side of fleet provisioning over MQTT (developer guide, "Device provisioning MQTT API"). The claim's connection asks on these topics
/// and on no others.
/// </summary>
/// <param name="claim">Connected with the claim.</param>
/// <param name="patience">How long to ask in all.</param>
/// <param name="backOff">Waits between requests that were refused for the time being; it is patience that ends them. Default: from 1 s to 10 s.</param>
/// <param name="clock">Measures the waits. Default: the system's.</param>
public sealed class FleetProvisioning(MqttDevice claim, TimeSpan patience, BackOff? backOff = null, TimeProvider? clock = null)
{
    private const string CreateTopic = "$aws/certificates/create/json";
    private const string CreateFromCsrTopic = "$aws/certificates/create-from-csr/json";

    private readonly BackOff _backOff = backOff ?? new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(10) };

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>CreateCertificateFromCsr: a certificate for the device's own key.</summary>
    public Task<FleetAnswer<FleetCertificate>> CreateFromRequestAsync(string requestPem, CancellationToken cancellationToken) =>
        AskAsync(CreateFromCsrTopic, new(requestPem), FleetJson.Default.SigningRequest, FleetJson.Default.FleetCertificate, cancellationToken);

    /// <summary>CreateKeysAndCertificate: AWS IoT makes the key and sends it. For devices that cannot make one.</summary>
    public Task<FleetAnswer<FleetCertificate>> CreateWithKeyAsync(CancellationToken cancellationToken) =>
        AskAsync(CreateTopic, [], FleetJson.Default.JsonObject, FleetJson.Default.FleetCertificate, cancellationToken);

    /// <summary>RegisterThing: runs the template for the certificate, and activates it.</summary>
    public Task<FleetAnswer<FleetThing>> RegisterAsync(
        string template, FleetCertificate certificate, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return AskAsync($"$aws/provisioning-templates/{template}/provision/json", new(certificate.CertificateOwnershipToken, parameters),
            FleetJson.Default.Registration, FleetJson.Default.FleetThing, cancellationToken);
    }

    /// <exception cref="TimeoutException">Patience ran out.</exception>
    /// <exception cref="InvalidDataException">The answer is none of the API's.</exception>
    private async Task<FleetAnswer<TAnswer>> AskAsync<TRequest, TAnswer>(
        string topic, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var outOfPatience = new CancellationTokenSource(patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outOfPatience.Token);
        FleetRejection? rejection = null;
        try
        {
            // Before asking: the answer is sent once, to whoever listens by then.
            await claim.SubscribeAsync($"{topic}/accepted", either.Token).ConfigureAwait(false);
            await claim.SubscribeAsync($"{topic}/rejected", either.Token).ConfigureAwait(false);
            for (var attempt = 1; ; attempt++)
            {
                await claim.PublishAsync(topic, JsonSerializer.SerializeToUtf8Bytes(request, requestType), either.Token).ConfigureAwait(false);
                var answer = await AnswerAsync(topic, either.Token).ConfigureAwait(false);
                if (answer.Topic == $"{topic}/accepted") { return new(Read(answer, answerType), null); }
                rejection = Read(answer, FleetJson.Default.FleetRejection);
                if (!rejection.IsPassing) { return new(null, rejection); }
                await Task.Delay(Enrollment.WithJitter(_backOff.After(attempt)), _clock, either.Token).ConfigureAwait(false);
            }
        }
        // MQTTnet calls a cancelled wait for an acknowledgement a time-out.
        catch (Exception exception) when (exception is OperationCanceledException or MqttCommunicationTimedOutException
            && outOfPatience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return rejection is null
                ? throw new TimeoutException($"no answer on {topic} within {patience.TotalSeconds} s")
                : new(null, rejection);
        }
    }

    private async Task<DeviceMessage> AnswerAsync(string topic, CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await claim.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (message.Topic == $"{topic}/accepted" || message.Topic == $"{topic}/rejected") { return message; }
        }
    }

    private static T Read<T>(DeviceMessage message, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Payload.Span, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            // The message's own text may hold a key or a token: only where it breaks is told.
            throw new InvalidDataException($"the answer on {message.Topic} is not the API's, at {e.Path ?? "$"}");
        }
    }
}
