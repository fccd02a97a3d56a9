using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Infra.Devices;
using MQTTnet.Exceptions;

namespace Infra.Tools.Device;

/// <summary><c>provision device connect</c> and <c>publish</c>: MQTT over mutual TLS, coming back after the drop that just-in-time provisioning begins with.</summary>
internal static class ConnectCommand
{
    /// <summary>The gateway drops the first connection while it registers the device; AWS takes 3 to 5 s for it.</summary>
    private static readonly BackOff AwsBackOff = new() { Attempts = 5, First = TimeSpan.FromSeconds(3), Longest = TimeSpan.FromSeconds(10) };

    public static Command Connect(ToolConsole console) => Create(console, "connect", "Connect to the MQTT endpoint, and say how it went.",
        configure: _ => { }, act: (_, _, _) => Task.CompletedTask);

    public static Command Publish(ToolConsole console)
    {
        var topic = new Option<string>("--topic") { Description = "A topic that the device's policy allows.", Required = true };
        var message = new Option<string>("--message") { Description = "What to say.", Required = true };
        return Create(console, "publish", "Connect and publish one message with QoS 1.",
            command =>
            {
                command.Options.Add(topic);
                command.Options.Add(message);
            },
            (mqtt, parsed, cancellation) => mqtt.PublishAsync(parsed.GetRequiredValue(topic), Encoding.UTF8.GetBytes(parsed.GetRequiredValue(message)), cancellation));
    }

    private static Command Create(
        ToolConsole console, string name, string description, Action<Command> configure, Func<MqttDevice, ParseResult, CancellationToken, Task> act)
    {
        var options = new DeviceOptions();
        var endpoint = new Option<string?>("--endpoint") { Description = "HOST or HOST:PORT. Default: what enrollment named." };
        var serverRoot = new Option<string>("--server-root") { Description = "The root that the endpoint's certificate must lead to, PEM (AmazonRootCA1.pem).", Required = true };
        var command = new Command(name, description) { endpoint, serverRoot };
        options.AddTo(command);
        configure(command);
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(options.Json), async () =>
        {
            var folder = options.Folder(parsed);
            var where = parsed.GetValue(endpoint) ?? ToolFiles.Read(folder.EndpointPath, TextReader.Null);
            var parsedEndpoint = MqttEndpoint.Parse(where)
                ?? throw new ToolException(ExitCodes.Refused, "endpoint-malformed", $"'{where.Trim()}' is no HOST or HOST:PORT", "give --endpoint");
            await using var mqtt = Open(options.Id(parsed), parsedEndpoint, new DeviceFiles(folder.CertificatePath, folder.KeyPath, parsed.GetRequiredValue(serverRoot)));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(options.Patience(parsed));
            try
            {
                var report = await mqtt.ConnectAsync(patience.Token);
                if (!report.Connected) { throw Refused($"{report.Attempts.Length} attempts, the last: {report.Attempts[^1].Failure}"); }
                await act(mqtt, parsed, patience.Token);
                console.Result(
                    parsed.GetValue(options.Json),
                    new Connected(options.Id(parsed), parsedEndpoint.Host, parsedEndpoint.Port, report.Attempts.Length),
                    $"{(name == "publish" ? "published" : "connected")}: {options.Id(parsed)} at {parsedEndpoint.Host}:{parsedEndpoint.Port}, attempt {report.Attempts.Length}");
                return ExitCodes.Done;
            }
            catch (Exception e) when (e is MqttCommunicationException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw Refused(e.Message.TrimEnd('.'));
            }

            ToolException Refused(string why) => new(ExitCodes.Aws, "mqtt-refused", $"{options.Id(parsed)} cannot {name}: {why}",
                "AWS IoT closes a connection without a word: check that the certificate is ACTIVE, its policy, the client id and the topic");
        }));
        return command;
    }

    private static MqttDevice Open(string id, MqttEndpoint endpoint, DeviceFiles files)
    {
        try
        {
            return new MqttDevice(id, endpoint.Host, endpoint.Port, files, AwsBackOff);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"the device's certificate, key or the server's root cannot be read: {e.Message.TrimEnd('.')}", "provision device enroll makes the first two");
        }
    }

    private sealed record Connected(string DeviceId, string Host, int Port, int Attempts);
}
