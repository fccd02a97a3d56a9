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
            var (device, patience) = (options.Device(parsed, clock), options.Patience(parsed));
            using var http = new HttpClient();
            var kept = Kept(device, await InVoiceAsync(() => ask(
                device, new Enrollment(http, patience, clock), new Uri(parsed.GetRequiredValue(route)), DeviceOptions.Root(parsed.GetValue(root)), parsed, cancellation)));
            int? attempts = parsed.GetValue(serverRoot) is { } gatewaysRoot ? await ConnectAsync(device, kept, gatewaysRoot, patience, cancellation) : null;
            Tell(console, parsed.GetValue(options.Json), device, kept, attempts);
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>The library's exceptions in the tool's voice.</summary>
    private static async Task<EnrollmentOutcome> InVoiceAsync(Func<Task<EnrollmentOutcome>> ask)
    {
        try
        {
            return await ask();
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

    private static EnrolledCertificate Kept(ReferenceDevice device, EnrollmentOutcome outcome) => outcome switch
    {
        { Objection: { } objection } => throw new ToolException(ExitCodes.Refused, "certificate-refused", $"{device.Id} keeps nothing of the answer: {objection}", "check --root and --url"),
        { Kept: { } kept } => kept,
        _ => throw new ToolException(ExitCodes.Refused, "enrollment-refused", $"{device.Id} was answered {outcome.Answer.Status}: {outcome.Answer.Body.Trim()}",
            $"provision csr check {device.Folder.RequestPath} tells what is wrong with a request; 403 also means that the recorded key is another, or none"),
    };

    private static async Task<int> ConnectAsync(ReferenceDevice device, EnrolledCertificate kept, string serverRoot, TimeSpan patience, CancellationToken cancellation)
    {
        await using var mqtt = DeviceConnection.Open(
            device.Id, DeviceConnection.Endpoint(kept.Endpoint ?? ""), new DeviceFiles(device.Folder.CertificatePath, device.Folder.KeyPath, serverRoot));
        return await DeviceConnection.UseAsync(mqtt, $"{device.Id} has its certificate, but cannot connect", ConnectCommand.Hint, patience, _ => Task.CompletedTask, cancellation);
    }

    private static void Tell(ToolConsole console, bool json, ReferenceDevice device, EnrolledCertificate kept, int? attempts) => console.Result(
        json,
        new Enrolled(device.Id, kept.Endpoint, kept.NotAfter, attempts, device.Folder.CertificatePath, device.Folder.ChainPath, device.Folder.KeyPath),
        [
            $"enrolled: {device.Id}",
            $"  until     {kept.NotAfter}",
            $"  endpoint  {kept.Endpoint}",
            $"  files     {device.Folder.CertificatePath}, {device.Folder.ChainPath}",
            .. attempts is { } count ? (string[])[$"  connected at attempt {count}"] : [],
        ]);

    private sealed record Enrolled(string DeviceId, string? Endpoint, string? NotAfter, int? Attempts, string CertificatePath, string ChainPath, string KeyPath);
}
