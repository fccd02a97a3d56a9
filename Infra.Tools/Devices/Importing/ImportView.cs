using Spectre.Console;

namespace Infra.Tools.Devices.Importing;

/// <summary>Progress on standard error: a bar where a person watches, a line now and then where a log is written. Standard output stays the result's.</summary>
internal static class ImportView
{
    private static readonly TimeSpan _lineInterval = TimeSpan.FromSeconds(5);

    public static Task ShowAsync(ToolConsole console, ImportPace pace, TimeProvider clock, Func<Action<ImportCounts, long>, Task> work) =>
        console.IsWatched ? AsBarAsync(console, pace, work) : AsLinesAsync(console, pace, clock, work);

    private static Task AsBarAsync(ToolConsole console, ImportPace pace, Func<Action<ImportCounts, long>, Task> work) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Error) }).Progress()
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("reading", maxValue: pace.Length ?? 1);
                bar.IsIndeterminate = pace.Length is null;
                await work((counts, offset) =>
                {
                    bar.Value = Math.Min(offset, bar.MaxValue);
                    bar.Description = Markup.Escape(pace.At(counts, offset).ToString());
                });
                bar.Value = bar.MaxValue;
            });

    private static Task AsLinesAsync(ToolConsole console, ImportPace pace, TimeProvider clock, Func<Action<ImportCounts, long>, Task> work)
    {
        var last = clock.GetTimestamp();
        return work((counts, offset) =>
        {
            var progress = pace.At(counts, offset);
            if (clock.GetElapsedTime(last) < _lineInterval) { return; }
            last = clock.GetTimestamp();
            console.Error.WriteLine($"provision: {progress}");
        });
    }
}
