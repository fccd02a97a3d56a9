using System.Globalization;
using Spectre.Console;

namespace Infra.Local.Reporting;

/// <summary>What a run ended with, for a person: regions, devices, refusals, files.</summary>
internal static class ClosingTable
{
    // A long run's table would scroll its own verdict away; report.json has every device.
    private const int MostRows = 20;

    public static void Write(IAnsiConsole console, RunReport report, string folder)
    {
        var regions = Table("Region", "API", "IoT endpoint", "Resources");
        foreach (var region in report.Regions)
        {
            regions.AddRow(Cells(region.Name, region.ApiUrl, region.IotEndpoint, region.Resources.ToString(CultureInfo.InvariantCulture)));
        }
        console.Write(regions);

        var devices = Table("Device", "Region", "Key", "Certificate in", "Outcome");
        // Devices that failed come first: they are what the reader has to act on.
        foreach (var device in report.Devices.OrderBy(device => device.IsConnected).Take(MostRows))
        {
            devices.AddRow(Cells(device.DeviceId, device.Region, device.KeyType,
                device.MillisecondsToCertificate is { } milliseconds ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms") : "-",
                device.Outcome));
        }
        console.Write(devices);
        if (report.Devices.Count > MostRows) { console.WriteLine($"and {report.Devices.Count - MostRows} more: see report.json"); }

        var refusals = Table("Must be refused", "Expected", "Answer");
        foreach (var refusal in report.Refusals)
        {
            refusals.AddRow(Cells(refusal.Case, refusal.Expected.ToString(CultureInfo.InvariantCulture), refusal.Answer.ToString(CultureInfo.InvariantCulture)));
        }
        console.Write(refusals);

        foreach (var travel in report.Travels) { console.WriteLine($"{travel.DeviceId}, enrolled in {travel.EnrolledIn}, in {travel.ConnectsIn}: {travel.Outcome}"); }
        if (report.Rotation is { } rotation) { console.Write(Rotation(rotation)); }

        var connected = report.Devices.Count(device => device.IsConnected);
        var refused = report.Refusals.Count(refusal => refusal.Answer == refusal.Expected);
        console.Markup(report.Succeeded ? "[green]succeeded[/]" : "[red]failed[/]");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $": {connected} of {report.Devices.Count} devices connected, {refused} of {report.Refusals.Count} bad requests refused; set-up {report.Seconds.SetUp:0.0} s, deploy {report.Seconds.Deploy:0.0} s, provision {report.Seconds.Provision:0.0} s"));
        console.WriteLine($"written to {folder}: report.json, devices/, pki/, policies/");
    }

    private static Table Rotation(RotationReport rotation)
    {
        var table = Table("Stage", "Rotation of the CA", "Holds");
        foreach (var check in rotation.Checks) { table.AddRow(Cells(check.Stage, check.Claim, check.Holds ? "yes" : "NO")); }
        return table;
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns) { table.AddColumn(new TableColumn(column).NoWrap()); }
        return table;
    }

    private static string[] Cells(params string[] texts) => [.. texts.Select(Markup.Escape)];
}
