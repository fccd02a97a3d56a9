using Spectre.Console;

namespace Infra.Local.Reporting;

/// <summary>A spinner per step and a bar for the devices: for a person at a terminal.</summary>
internal sealed class LiveView(IAnsiConsole console) : IRunView
{
    public async Task StepAsync(string name, Func<Task<string>> work)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var achieved = "";
        await console.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(name), async _ => achieved = await work());
        console.MarkupLineInterpolated($"[green]✓[/] {name,-22} {achieved}  [grey]{clock.Elapsed.TotalSeconds:0.0} s[/]");
    }

    public async Task CountedStepAsync(string name, int total, Func<Action<string>, Task> work)
    {
        await console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(name), maxValue: total);
                await work(what =>
                {
                    bar.Description = Markup.Escape($"{name} {(int)bar.Value + 1}/{total}: {what}");
                    bar.Increment(1);
                });
                bar.Description = Markup.Escape($"{name} {total}/{total}");
            });
    }
}
