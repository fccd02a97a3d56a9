using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Infra.Devices;
using Infra.Devices.Fleet;

namespace Infra.Tools.Device;

/// <summary><c>provision device fleet</c>: exchanges a claim for a certificate of the device's own, over MQTT, and connects with that.</summary>
internal static class FleetCommand
{
    private const string ClaimHint =
        "AWS IoT closes a connection without a word: a trusted user's claim lasts five minutes (provision claim create makes another) and is for one template; a claim certificate's policy names its client ids and templates";

    /// <summary>A claim is no device that must be registered first: it is let in or it is not.</summary>
    private static readonly BackOff OfClaim = new() { Attempts = 3, First = TimeSpan.FromMilliseconds(250), Longest = TimeSpan.FromSeconds(1) };

    /// <summary>A new certificate is known at once, but not everywhere at once.</summary>
    private static readonly BackOff OfDevice = new() { Attempts = 5, First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(5) };

    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var options = new FleetOptions();
        var command = new Command("fleet", "Exchange a claim for a certificate of the device's own (fleet provisioning), keep it, and connect with it.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => console.RunAsync(parsed.GetValue(options.Json), async () =>
        {
            var wish = options.Of(parsed, clock);
            // What an earlier run was cut short of needs no claim any more.
            var outcome = InFolder(() => FleetEnrollment.Finish(wish.Device.Folder, clock)) ?? await ProvisionAsync(wish, clock, cancellation);
            Tell(console, parsed.GetValue(options.Json), wish.Device, outcome, await ConnectAsync(wish, outcome.Thing.ThingName, cancellation));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task<FleetOutcome.Provisioned> ProvisionAsync(FleetWish wish, TimeProvider clock, CancellationToken cancellation)
    {
        if (wish.KeyOfItsOwn is null) { ToolFiles.RequireFree(force: false, wish.Device.Folder.KeyPath); }
        ToolFiles.ReadKey(wish.Claim.KeyPath); // refuses one that others can read
        await using var connection = DeviceConnection.Open(wish.ClaimClientId, wish.Endpoint, wish.Claim, OfClaim, maker: "provision claim create");
        var enrollment = new FleetEnrollment(wish.Device, new FleetProvisioning(connection, wish.Patience, clock: clock), clock);
        FleetOutcome? outcome = null;
        try
        {
            // Twice the patience: the two requests have it each, and say themselves which of them was not answered.
            await DeviceConnection.UseAsync(connection, $"the claim cannot provision {wish.Device.Id}", ClaimHint, 2 * wish.Patience,
                async token => outcome = await AskAsync(enrollment, wish, token), cancellation);
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
            throw FolderUnusable(e);
        }

        return Accepted(outcome!, wish.Device.Id, wish.Template);
    }

    private static Task<FleetOutcome> AskAsync(FleetEnrollment enrollment, FleetWish wish, CancellationToken cancellation) => wish.KeyOfItsOwn is { } kind
        ? enrollment.ProvisionAsync(wish.Template, wish.Parameters, kind, wish.Endpoint.ToString(), cancellation)
        : enrollment.ProvisionWithKeyOfAwsAsync(wish.Template, wish.Parameters, wish.Endpoint.ToString(), cancellation);

    /// <summary>AWS IoT takes the new certificate only on a connection of its own; the number of attempts.</summary>
    private static async Task<int> ConnectAsync(FleetWish wish, string thing, CancellationToken cancellation)
    {
        var folder = wish.Device.Folder;
        await using var mqtt = DeviceConnection.Open(thing, wish.Endpoint, new DeviceFiles(folder.CertificatePath, folder.KeyPath, wish.Claim.RootPath), OfDevice);
        return await DeviceConnection.UseAsync(mqtt, $"{thing} is provisioned, but cannot connect", ConnectCommand.Hint, wish.Patience, _ => Task.CompletedTask, cancellation);
    }

    private static T InFolder<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FolderUnusable(e);
        }
    }

    private static ToolException FolderUnusable(Exception cause) =>
        new(ExitCodes.File, ToolFiles.Unreadable, $"the device's folder cannot be used: {cause.Message.TrimEnd('.')}", DeviceOptions.FolderHint);

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

    private static void Tell(ToolConsole console, bool json, ReferenceDevice device, FleetOutcome.Provisioned outcome, int attempts) => console.Result(
        json,
        new Provisioned(device.Id, outcome.Thing.ThingName, outcome.CertificateId, outcome.Kept.NotAfter, outcome.Thing.DeviceConfiguration, attempts,
            device.Folder.CertificatePath, device.Folder.KeyPath, device.Folder.ConfigurationPath, outcome.Lost),
        [
            $"provisioned: {device.Id} as thing {outcome.Thing.ThingName}",
            $"  certificate    {outcome.CertificateId}",
            $"  configuration  {outcome.Thing.DeviceConfiguration?.ToJsonString() ?? "none"}",
            $"  files          {device.Folder.CertificatePath}, {device.Folder.ThingNamePath}, {device.Folder.ConfigurationPath}",
            $"  connected      at attempt {attempts}",
            .. outcome.Lost.Select(lost => $"  lost           {lost}: an earlier run was cut while it was registered; if AWS IoT has it, nobody holds it: "
                + $"aws iot update-certificate --certificate-id {lost} --new-status REVOKED"),
        ]);

    private sealed record Provisioned(
        string DeviceId, string ThingName, string CertificateId, string? NotAfter, JsonObject? DeviceConfiguration, int Attempts,
        string CertificatePath, string KeyPath, string ConfigurationPath, IReadOnlyList<string> Lost);
}
