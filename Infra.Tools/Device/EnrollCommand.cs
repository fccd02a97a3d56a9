using System.CommandLine;
using System.Security.Cryptography;
using Infra.Devices;

namespace Infra.Tools.Device;

/// <summary><c>provision device enroll</c> and <c>renew</c>: from a key to a certificate that was checked and kept.</summary>
internal static class EnrollCommand
{
    private static readonly IReadOnlyDictionary<string, DeviceKeyKind> Kinds = new Dictionary<string, DeviceKeyKind>(StringComparer.Ordinal)
    {
        ["ec-p256"] = DeviceKeyKind.EcP256,
        ["rsa-2048"] = DeviceKeyKind.Rsa2048,
    };

    public static Command Enroll(ToolConsole console, TimeProvider clock)
    {
        var kind = new Option<string>("--key") { Description = "Kind of key to make where the folder has none.", DefaultValueFactory = _ => "ec-p256" };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var command = Create(console, "enroll", "Get the device its certificate: key, request, POST, check, keep. To be repeated until it is there.", clock,
            (device, enrollment, route, root, parsed, cancellation) => device.EnrollAsync(enrollment, route, Kinds[parsed.GetRequiredValue(kind)], root, cancellation));
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
        var command = new Command(name, description) { route, root };
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

            console.Result(
                parsed.GetValue(options.Json),
                new Enrolled(device.Id, kept.Endpoint, kept.NotAfter, device.Folder.CertificatePath, device.Folder.ChainPath, device.Folder.KeyPath),
                $"enrolled: {device.Id}",
                $"  until     {kept.NotAfter}",
                $"  endpoint  {kept.Endpoint}",
                $"  files     {device.Folder.CertificatePath}, {device.Folder.ChainPath}");
            return ExitCodes.Done;

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
                    throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"the device's folder cannot be used: {e.Message.TrimEnd('.')}");
                }
            }
        }));
        return command;
    }

    private sealed record Enrolled(string DeviceId, string? Endpoint, string? NotAfter, string CertificatePath, string ChainPath, string KeyPath);
}
