using System.CommandLine;
using System.Security.Cryptography;
using Infra.Devices;

namespace Infra.Tools.Device;

/// <summary><c>provision device enroll</c> and <c>renew</c>: from a key to a certificate that was checked and kept.</summary>
internal static class EnrollCommand
{
    public static Command Enroll(ToolConsole console, TimeProvider clock)
    {
        var kind = DeviceOptions.Kind();
        var command = Create(console, "enroll", "Get the device its certificate: key, request, POST, check, keep. To be repeated until it is there.", clock,
            (device, enrollment, route, root, parsed, cancellation) => device.EnrollAsync(enrollment, route, DeviceOptions.KindOf(parsed.GetRequiredValue(kind)), root, cancellation));
        command.Options.Add(kind);
        return command;
    }

    public static Command Renew(ToolConsole console, TimeProvider clock) => Create(
        console, "renew", "Get the device a further certificate for its key; the old one stays until it is there.", clock,
        (device, enrollment, route, root, parsed, cancellation) => File.Exists(device.Folder.KeyPath)
            ? device.RenewAsync(enrollment, route, root, cancellation)
            : throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"'{device.Folder.KeyPath}' is not there", "provision device enroll makes it"));

    private delegate Task<EnrollmentOutcome> Ask(
        ReferenceDevice device, Enrollment enrollment, Uri route, string? root, ParseResult parsed, CancellationToken cancellation);

    private static Command Create(ToolConsole console, string name, string description, TimeProvider clock, Ask ask)
    {
        var options = new DeviceOptions();
        var route = new Option<string>("--url") { Description = "The provisioning API's route, such as https://.../new; from the stack's output apiUrl.", Required = true };
        var root = new Option<string?>("--root") { Description = "The root that the certificate must lead to, PEM. Default: the one that comes with it." };
        var serverRoot = DeviceOptions.ServerRoot();
        serverRoot.Description += " With it the device connects once it has its certificate. Default: it does not.";
        var command = new Command(name, description) { route, root, serverRoot };
        options.AddTo(command);
        route.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!Uri.TryCreate(token.Value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            {
                result.AddError($"--url must be an http or https URL, is '{token.Value}'");
            }
        });
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(options.Json), async () =>
        {
            var device = options.Device(parsed, clock);
            using var http = new HttpClient();
            var outcome = await AskAsync(new Uri(parsed.GetRequiredValue(route)));
            if (outcome.Objection is { } objection)
            {
                throw new ToolException(ExitCodes.Refused, "certificate-refused", $"{device.Id} keeps nothing of the answer: {objection}", "check --root and --url");
            }

            if (outcome.Kept is not { } kept)
            {
                throw new ToolException(ExitCodes.Refused, "enrollment-refused", $"{device.Id} was answered {outcome.Answer.Status}: {outcome.Answer.Body.Trim()}",
                    $"provision csr check {device.Folder.RequestPath} tells what is wrong with a request; 403 also means that the recorded key is another, or none");
            }

            int? attempts = parsed.GetValue(serverRoot) is { } gatewaysRoot ? await ConnectAsync(gatewaysRoot) : null;
            console.Result(
                parsed.GetValue(options.Json),
                new Enrolled(device.Id, kept.Endpoint, kept.NotAfter, attempts, device.Folder.CertificatePath, device.Folder.ChainPath, device.Folder.KeyPath),
                [
                    $"enrolled: {device.Id}",
                    $"  until     {kept.NotAfter}",
                    $"  endpoint  {kept.Endpoint}",
                    $"  files     {device.Folder.CertificatePath}, {device.Folder.ChainPath}",
                    .. attempts is { } count ? (string[])[$"  connected at attempt {count}"] : [],
                ]);
            return ExitCodes.Done;

            async Task<int> ConnectAsync(string gatewaysRoot)
            {
                await using var mqtt = DeviceConnection.Open(
                    device.Id, DeviceConnection.Endpoint(kept.Endpoint ?? ""), new DeviceFiles(device.Folder.CertificatePath, device.Folder.KeyPath, gatewaysRoot));
                return await DeviceConnection.UseAsync(
                    mqtt, $"{device.Id} has its certificate, but cannot connect", ConnectCommand.Hint, options.Patience(parsed), _ => Task.CompletedTask, cancellation);
            }

            async Task<EnrollmentOutcome> AskAsync(Uri url)
            {
                try
                {
                    return await ask(device, new Enrollment(http, options.Patience(parsed), clock), url, DeviceOptions.Root(parsed.GetValue(root)), parsed, cancellation);
                }
                catch (Exception e) when (e is HttpRequestException or TimeoutException)
                {
                    throw new ToolException(ExitCodes.Aws, "enrollment-unanswered", e.Message.TrimEnd('.'), "the same command again goes on with the same request");
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
                {
                    throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"the device's folder cannot be used: {e.Message.TrimEnd('.')}", DeviceOptions.FolderHint);
                }
            }
        }));
        return command;
    }

    private sealed record Enrolled(string DeviceId, string? Endpoint, string? NotAfter, int? Attempts, string CertificatePath, string ChainPath, string KeyPath);
}
