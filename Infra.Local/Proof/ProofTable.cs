using System.Globalization;
using Spectre.Console;

namespace Infra.Local.Proof;

/// <summary>What a proof ended with, for a person: one row per statement, and what fails without it.</summary>
internal static class ProofTable
{
    public static void Write(IAnsiConsole console, ProofReport report)
    {
        foreach (var scenario in report.Scenarios.Where(scenario => scenario.Failure is not null))
        {
            console.WriteLine($"not sufficient: {scenario.Name}: {scenario.Failure}");
        }
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in (string[])["Role or IoT policy", "Statement", "Needed", "Without it"]) { table.AddColumn(new TableColumn(column).NoWrap()); }
        foreach (var statement in report.Permissions.GroupBy(permission => (permission.Holder, permission.Statement)))
        {
            var needed = statement.Count(permission => permission.Verdict is Verdict.Needed);
            // The one that the reader has to act on, if there is one.
            var shown = statement.MaxBy(permission => permission.Verdict)!;
            table.AddRow([.. new[]
            {
                statement.Key.Holder, statement.Key.Statement, string.Create(CultureInfo.InvariantCulture, $"{needed} of {statement.Count()}"), Without(shown),
            }.Select(Markup.Escape)]);
        }
        console.Write(table);

        var good = report.Permissions.Count(permission => permission.Verdict is Verdict.Needed);
        var excused = report.Permissions.Count(permission => permission.Verdict is Verdict.Excused);
        console.Markup(report.Succeeded ? "[green]succeeded[/]" : "[red]failed[/]");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $": {report.Scenarios.Count(scenario => scenario.Failure is null)} of {report.Scenarios.Count} scenarios work; {good} of {report.Permissions.Count} permissions are needed, {excused} stand for a recorded reason; {report.Seconds:0.0} s"));
    }

    private static string Without(PermissionReport permission) => permission.Verdict switch
    {
        Verdict.Needed => $"{permission.Action}: {permission.Says}",
        Verdict.Excused => $"{permission.Action}: nothing fails here; {permission.Says}",
        Verdict.Spare => $"{permission.Action} on {permission.Resource}: nothing fails, so it is spare",
        _ => $"{permission.Action}: {permission.Scenario} fails, but not for want of it: {permission.Says}",
    };
}
