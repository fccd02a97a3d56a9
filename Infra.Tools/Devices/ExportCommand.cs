using System.CommandLine;
using Infra.Tools.Aws;

namespace Infra.Tools.Devices;

/// <summary><c>provision devices export</c>: the whole table as a manifest, which <c>import</c> takes as it is.</summary>
internal static class ExportCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var file = new Argument<string>("file") { Description = "Where to write: *.csv or *.ndjson; - for standard output." };
        var format = new Option<string?>("--format") { Description = "csv or ndjson. Default: by the file's name; ndjson for standard output." };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there already." };
        var json = new Option<bool>("--json") { Description = "One JSON object about the export instead of text; not with standard output." };
        var tables = new TableOptions();
        var command = new Command("export", "Write every device of the table to a file.") { file, format, force, json };
        tables.AddTo(command);
        command.SetAction((parsed, cancellationToken) => console.RunAsync(parsed.GetValue(json), async () =>
        {
            var path = parsed.GetRequiredValue(file);
            var write = ExportFormats.Of(path, parsed.GetValue(format));
            using var open = tables.Open(parsed, aws, clock);
            var records = open.Table.ScanAsync(cancellationToken);
            if (path == "-")
            {
                await write(records, console.Output);
                return ExitCodes.Done;
            }

            var count = await ToFileAsync(path, parsed.GetValue(force), writer => write(records, writer));
            console.Result(parsed.GetValue(json), new Exported(tables.ReadTable(parsed), path, count), $"exported {count} devices of {tables.ReadTable(parsed)} to {path}");
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>The file appears whole or not at all: half an export would pass for a small table.</summary>
    private static async Task<long> ToFileAsync(string path, bool force, Func<TextWriter, Task<long>> write)
    {
        if (!force && File.Exists(path)) { throw new ToolException(ExitCodes.File, ToolFiles.Exists, $"'{path}' is there already; nothing is written", "choose another file, or --force to replace it"); }
        var partial = path + ".partial";
        try
        {
            long count;
            await using (var writer = new StreamWriter(partial)) { count = await write(writer); }
            File.Move(partial, path, overwrite: force);
            return count;
        }
        catch (Exception exception)
        {
            File.Delete(partial);
            if (exception is IOException or UnauthorizedAccessException) { throw new ToolException(ExitCodes.File, ToolFiles.Unwritable, $"cannot write: {exception.Message.TrimEnd('.')}", ToolFiles.CheckPath); }
            throw;
        }
    }

    private sealed record Exported(string Table, string File, long Devices);
}
