using System.CommandLine;
using System.Text;
using Infra.Devices;

namespace Infra.Tools.Device;

/// <summary><c>provision device connect</c> and <c>publish</c>: MQTT over mutual TLS, coming back after the drop that just-in-time provisioning begins with.</summary>
internal static class ConnectCommand
{
    public const string Hint = "AWS IoT closes a connection without a word: check that the certificate is ACTIVE, its policy, the client id and the topic";

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
        var serverRoot = DeviceOptions.ServerRoot();
        serverRoot.Required = true;
        var command = new Command(name, description) { endpoint, serverRoot };
        options.AddTo(command);
        configure(command);
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(options.Json), async () =>
        {
            var (id, folder) = (options.Id(parsed), options.Folder(parsed));
            var where = DeviceConnection.Endpoint(parsed.GetValue(endpoint) ?? ToolFiles.Read(folder.EndpointPath, TextReader.Null));
            await using var mqtt = DeviceConnection.Open(id, where, new DeviceFiles(folder.CertificatePath, folder.KeyPath, parsed.GetRequiredValue(serverRoot)!));
            var attempts = await DeviceConnection.UseAsync(
                mqtt, $"{id} cannot {name}", Hint, options.Patience(parsed), token => act(mqtt, parsed, token), cancellation);
            console.Result(
                parsed.GetValue(options.Json),
                new Connected(id, where.Host, where.Port, attempts),
                $"{(name == "publish" ? "published" : "connected")}: {id} at {where.Host}:{where.Port}, attempt {attempts}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Connected(string DeviceId, string Host, int Port, int Attempts);
}
