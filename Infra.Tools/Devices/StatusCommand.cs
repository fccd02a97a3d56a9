using System.CommandLine;
using Infra.Identity.Contracts;
using Infra.Tools.Aws;

namespace Infra.Tools.Devices;

/// <summary>
/// <c>provision devices block</c> and <c>unblock</c>. A blocked device gets no new certificate; the certificates that it has are AWS IoT's to
/// deactivate.
/// </summary>
internal static class StatusCommand
{
    public static Command Block(ToolConsole console, TimeProvider clock, AwsClients aws) =>
        Create("block", "Refuse devices from now on.", DeviceStatuses.Blocked, console, clock, aws);

    public static Command Unblock(ToolConsole console, TimeProvider clock, AwsClients aws) =>
        Create("unblock", "Let blocked devices be provisioned again.", DeviceStatuses.Ready, console, clock, aws);

    private static Command Create(string name, string description, string status, ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var devices = new Argument<string[]>("device-id") { Description = "The devices.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var tables = new TableOptions();
        var command = new Command(name, description) { devices, json };
        tables.AddTo(command);
        command.SetAction((parsed, cancellationToken) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            // All ids are read before the first is changed: a slip in the last one changes nothing.
            var ids = parsed.GetRequiredValue(devices).Select(DeviceIds.Parse).ToArray();
            using var open = tables.Open(parsed, aws, clock);
            var changes = new List<Change>();
            foreach (var id in ids)
            {
                var isKnown = await open.Table.SetStatusAsync(id, status, cancellationToken);
                changes.Add(new(id.ToString(), isKnown ? status : null, isKnown ? null : DeviceIds.Unknown));
            }

            console.Result(parsed.GetValue(json), new { devices = changes },
                [.. changes.Select(change => change.Error is null ? $"{change.DeviceId}: {status}" : $"{change.DeviceId}: no such device, nothing changed [{DeviceIds.Unknown}]")]);
            return changes.TrueForAll(change => change.Error is null) ? ExitCodes.Done : ExitCodes.Refused;
        }));
        return command;
    }

    private sealed record Change(string DeviceId, string? Status, string? Error);
}
