using System.Security.Cryptography;
using Infra.Devices;
using MQTTnet.Exceptions;

namespace Infra.Tools.Device;

/// <summary>A device's way to the MQTT endpoint, and what is said where it ends.</summary>
internal static class DeviceConnection
{
    public const string Refused = "mqtt-refused";

    /// <summary>The gateway drops the first connection while it registers the device; AWS takes 3 to 5 s for it, and coming back too early costs a further attempt only.</summary>
    private static readonly BackOff WhileRegistered = new() { Attempts = 6, First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(8) };

    public static MqttEndpoint Endpoint(string text) => MqttEndpoint.Parse(text)
        ?? throw new ToolException(ExitCodes.Refused, "endpoint-malformed", $"'{text.Trim()}' is no HOST or HOST:PORT", "give --endpoint");

    /// <param name="id">The MQTT client id.</param>
    /// <param name="endpoint">Where to connect.</param>
    /// <param name="files">Certificate, key and the server's root.</param>
    /// <param name="backOff">Default: that of a device whose first connection registers it.</param>
    /// <param name="maker">The command that makes certificate and key.</param>
    public static MqttDevice Open(string id, MqttEndpoint endpoint, DeviceFiles files, BackOff? backOff = null, string maker = "provision device enroll")
    {
        try
        {
            return new MqttDevice(id, endpoint.Host, endpoint.Port, files, backOff ?? WhileRegistered);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"the certificate, its key or the server's root cannot be read: {e.Message.TrimEnd('.')}", $"{maker} makes the first two");
        }
    }

    /// <summary>Connects, and acts while connected; gives the number of attempts.</summary>
    /// <param name="mqtt">Not connected yet.</param>
    /// <param name="what">What the device cannot do when it fails, such as <c>lamp-1 cannot connect</c>.</param>
    /// <param name="hint">What to look at then.</param>
    /// <param name="patience">How long all of it may take.</param>
    /// <param name="act">What to do while connected.</param>
    /// <param name="cancellation">The person's.</param>
    public static async Task<int> UseAsync(
        MqttDevice mqtt, string what, string hint, TimeSpan patience, Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            var report = await mqtt.ConnectAsync(limit.Token);
            if (!report.Connected) { throw No($"{report.Attempts.Length} attempts, the last: {report.Attempts[^1].Failure}"); }
            await act(limit.Token);
            return report.Attempts.Length;
        }
        catch (Exception e) when (e is MqttCommunicationException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw No(e.Message.TrimEnd('.'));
        }

        ToolException No(string why) => new(ExitCodes.Aws, Refused, $"{what}: {why}", hint);
    }
}
