using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Devices;
using Infra.Devices.Fleet;
using Infra.Identity.Contracts;
using Infra.Tools.Claims;

namespace Infra.Tools.Device;

/// <summary><c>provision device fleet</c>: exchanges a claim for a certificate of the device's own, over MQTT, and connects with that.</summary>
internal static partial class FleetCommand
{
    private const string ClaimHint =
        "AWS IoT closes a connection without a word: a trusted user's claim lasts five minutes (provision claim create makes another) and is for one template; a claim certificate's policy names its client ids and templates";

    /// <summary>A claim is no device that must be registered first: it is let in or it is not.</summary>
    private static readonly BackOff OfClaim = new() { Attempts = 3, First = TimeSpan.FromMilliseconds(250), Longest = TimeSpan.FromSeconds(1) };

    /// <summary>A new certificate is known at once, but not everywhere at once.</summary>
    private static readonly BackOff OfDevice = new() { Attempts = 5, First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(5) };

    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var options = new DeviceOptions();
        var template = new Option<string>("--template") { Description = "The fleet provisioning template.", Required = true };
        var claimCertificate = new Option<string>("--claim-cert") { Description = "The claim's certificate: a trusted user's (provision claim create), or one for provisioning by claim.", Required = true };
        var claimKey = new Option<string>("--claim-key") { Description = "The claim's private key; only you can read the file.", Required = true };
        var claimClient = new Option<string?>("--claim-client-id") { Description = "MQTT client id of the claim's connection, where the claim's policy asks for one. Default: --id." };
        var parameters = new TemplateParameters($"{FleetTemplateParameters.SerialNumber}=<--id>");
        var endpoint = new Option<string>("--endpoint") { Description = "HOST or HOST:PORT of the account's data endpoint (iot:Data-ATS).", Required = true };
        var serverRoot = DeviceOptions.ServerRoot();
        serverRoot.Required = true;
        var kind = DeviceOptions.Kind();
        var keyByAws = new Option<bool>("--key-by-aws") { Description = "AWS IoT makes the key and sends it, for devices that cannot make one. Default: the device keeps its own." };
        var command = new Command("fleet", "Exchange a claim for a certificate of the device's own (fleet provisioning), keep it, and connect with it.")
        {
            template, claimCertificate, claimKey, claimClient, parameters.Option, endpoint, serverRoot, kind, keyByAws,
        };
        options.AddTo(command);
        template.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !TemplateName().IsMatch(token.Value)) { result.AddError($"--template must be 1 to 36 of the characters A-Z a-z 0-9 _ -, is '{token.Value}'"); }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(keyByAws) is { Implicit: false } && result.GetResult(kind) is { Implicit: false }) { result.AddError("give one of --key-by-aws, --key"); }
        });
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(options.Json), async () =>
        {
            var (device, name) = (options.Device(parsed, clock), parsed.GetRequiredValue(template));
            if (parsed.GetValue(keyByAws)) { ToolFiles.RequireFree(force: false, device.Folder.KeyPath); }
            ToolFiles.ReadKey(parsed.GetRequiredValue(claimKey)); // refuses one that others can read
            var (where, root) = (DeviceConnection.Endpoint(parsed.GetRequiredValue(endpoint)), parsed.GetRequiredValue(serverRoot)!);
            var claim = new DeviceFiles(parsed.GetRequiredValue(claimCertificate), parsed.GetRequiredValue(claimKey), root);
            var outcome = await ProvisionAsync();
            // AWS IoT takes the new certificate only on a connection of its own.
            await using var mqtt = DeviceConnection.Open(
                outcome.Thing.ThingName, where, new DeviceFiles(device.Folder.CertificatePath, device.Folder.KeyPath, root), OfDevice);
            var attempts = await DeviceConnection.UseAsync(
                mqtt, $"{outcome.Thing.ThingName} is provisioned, but cannot connect", ConnectCommand.Hint, options.Patience(parsed), _ => Task.CompletedTask, cancellation);
            console.Result(
                parsed.GetValue(options.Json),
                new Provisioned(device.Id, outcome.Thing.ThingName, outcome.CertificateId, outcome.Kept.NotAfter, outcome.Thing.DeviceConfiguration, attempts,
                    device.Folder.CertificatePath, device.Folder.KeyPath, device.Folder.ConfigurationPath),
                $"provisioned: {device.Id} as thing {outcome.Thing.ThingName}",
                $"  certificate    {outcome.CertificateId}",
                $"  configuration  {outcome.Thing.DeviceConfiguration?.ToJsonString() ?? "none"}",
                $"  files          {device.Folder.CertificatePath}, {device.Folder.ThingNamePath}, {device.Folder.ConfigurationPath}",
                $"  connected      at attempt {attempts}");
            return ExitCodes.Done;

            async Task<FleetOutcome.Provisioned> ProvisionAsync()
            {
                var patience = options.Patience(parsed);
                await using var connection = DeviceConnection.Open(parsed.GetValue(claimClient) ?? device.Id, where, claim, OfClaim, maker: "provision claim create");
                var enrollment = new FleetEnrollment(device, new FleetProvisioning(connection, patience, clock: clock), clock);
                var given = parameters.Of(parsed, FleetTemplateParameters.SerialNumber, device.Id);
                FleetOutcome? outcome = null;
                try
                {
                    // Twice the patience: the two requests have it each, and say themselves which of them was not answered.
                    await DeviceConnection.UseAsync(connection, $"the claim cannot provision {device.Id}", ClaimHint, 2 * patience, async token => outcome = parsed.GetValue(keyByAws)
                        ? await enrollment.ProvisionWithKeyOfAwsAsync(name, given, where.ToString(), token)
                        : await enrollment.ProvisionAsync(name, given, DeviceOptions.KindOf(parsed.GetRequiredValue(kind)), where.ToString(), token), cancellation);
                }
                catch (TimeoutException e)
                {
                    throw new ToolException(ExitCodes.Aws, "fleet-unanswered", e.Message, "the same command again starts anew with the same key");
                }
                catch (InvalidDataException e)
                {
                    throw new ToolException(ExitCodes.Aws, "fleet-answer-malformed", e.Message, "look at --endpoint and --server-root: who answered?");
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
                {
                    throw new ToolException(ExitCodes.File, ToolFiles.Unreadable, $"the device's folder cannot be used: {e.Message.TrimEnd('.')}", DeviceOptions.FolderHint);
                }

                return Accepted(outcome!, device.Id, name);
            }
        }));
        return command;
    }

    private static FleetOutcome.Provisioned Accepted(FleetOutcome outcome, string id, string template) => outcome switch
    {
        FleetOutcome.Provisioned provisioned => provisioned,
        FleetOutcome.Rejected { Step: FleetStep.Registration, Rejection.StatusCode: 404 } => throw new ToolException(
            ExitCodes.Aws, "fleet-template-missing", $"AWS IoT has no fleet provisioning template '{template}' here", "look at --template and at the region of --endpoint"),
        FleetOutcome.Rejected { Rejection: var no } rejected => throw new ToolException(
            ExitCodes.Aws, "fleet-rejected", $"{id} was refused {(rejected.Step == FleetStep.Certificate ? "a certificate" : $"template '{template}'")}: {no.StatusCode} {no.ErrorCode}: {no.ErrorMessage}",
            rejected.Step == FleetStep.Registration ? "the pre-provisioning hook's log says why it refused; the template wants all its --parameter values"
                : "the claim's policy must allow the publishing to $aws/certificates/create-from-csr/json; the account's log of AWS IoT has the reason"),
        FleetOutcome.Refused refused => throw new ToolException(
            ExitCodes.Refused, "certificate-refused", $"{id} keeps nothing of the answer: {refused.Objection}", "look at --endpoint and --server-root: who answered?"),
        _ => throw new InvalidOperationException($"no such outcome: {outcome}"),
    };

    // CreateProvisioningTemplate's pattern. It also keeps what means more to MQTT out of a topic.
    [GeneratedRegex("^[0-9A-Za-z_-]{1,36}$")]
    private static partial Regex TemplateName();

    private sealed record Provisioned(
        string DeviceId, string ThingName, string CertificateId, string? NotAfter, JsonObject? DeviceConfiguration, int Attempts,
        string CertificatePath, string KeyPath, string ConfigurationPath);
}
