using System.Text;
using Infra.Devices;
using MQTTnet.Exceptions;

namespace Infra.Local.Run;

/// <summary>Connects a device over MQTT, and lets it say a word to itself on a topic of its own.</summary>
/// <param name="topicRoot">First level of the devices' own topics: the product line.</param>
/// <param name="rootPath">The root that the gateway's certificate must chain to.</param>
/// <param name="firstIsDropped">Whether the first connection registers the device and is dropped, as with just-in-time provisioning.</param>
internal sealed class MqttConnector(string topicRoot, string rootPath, bool firstIsDropped) : IDeviceConnector
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<string?> ConnectAsync(EnrolledDevice device, CancellationToken cancellationToken)
    {
        if (MqttEndpoint.Parse(device.Endpoint) is not { } endpoint) { return $"the answer's endpoint '{device.Endpoint}' is no HOST:PORT"; }
        await using var mqtt = new MqttDevice(device.DeviceId, endpoint.Host, endpoint.Port, new DeviceFiles(device.CertificatePath, device.KeyPath, rootPath));

        var connect = await mqtt.ConnectAsync(cancellationToken);
        if (!connect.Connected) { return $"{connect.Attempts.Length} attempts, the last: {connect.Attempts[^1].Failure}"; }
        if (firstIsDropped && connect.Attempts.Length == 1) { return "the first connection was not dropped, so nothing was registered by it"; }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await mqtt.EchoAsync($"{topicRoot}/{device.DeviceId}/hello", Encoding.UTF8.GetBytes(device.DeviceId), patience.Token);
            return null;
        }
        catch (Exception failure) when (failure is MqttCommunicationException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"own topic: {failure.Message}";
        }
    }
}
