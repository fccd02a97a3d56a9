using System.CommandLine;
using Infra.Identity.Contracts;
using Infra.Identity.Keys;
using Infra.Tools.Aws;
using Infra.Tools.Devices.Tables;

namespace Infra.Tools.Devices;

/// <summary><c>provision devices show</c>: one device's record, and whether the authorizer could use it.</summary>
internal static class ShowCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var device = new Argument<string>("device-id") { Description = "The device." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var tables = new TableOptions();
        var command = new Command("show", "Print a device's record.") { device, json };
        tables.AddTo(command);
        command.SetAction((parsed, cancellationToken) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var id = DeviceIds.Parse(parsed.GetRequiredValue(device));
            using var open = tables.Open(parsed, aws, clock);
            var record = await open.Table.FindAsync(id, cancellationToken) ?? throw DeviceIds.IsUnknown(id.ToString(), tables.ReadTable(parsed));
            Print(console, parsed.GetValue(json), record);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Print(ToolConsole console, bool json, DeviceRecord record)
    {
        DeviceKey? key = null;
        _ = RecordedKey.TryDecode(record.PublicKey, out var der) && DeviceKey.TryRead(der, out key, out _);

        // A record without a status is ready: the seed's loader writes none.
        var shown = new ShownDevice(record.DeviceId, record.Status ?? DeviceStatuses.Ready, key?.Kind.ToString(), key?.Sha256.ToString(), record.Sku, record.Batch, record.RegisteredAt, record.PublicKey);
        console.Result(
            json,
            shown,
            $"{shown.DeviceId}: {shown.Status}",
            key is null ? "  key        cannot be read; the authorizer refuses this device" : $"  key        {key.Kind}, SHA-256 {key.Sha256}",
            $"  sku        {shown.Sku ?? "-"}",
            $"  batch      {shown.Batch ?? "-"}",
            $"  registered {shown.RegisteredAt ?? "-"}");
    }

    private sealed record ShownDevice(string DeviceId, string Status, string? KeyKind, string? SpkiSha256, string? Sku, string? Batch, string? RegisteredAt, string? Pubkey);
}
