using System.Diagnostics;

namespace Infra.Local.Reporting;

/// <summary>One line as each thing is done: for logs, pipes and CI.</summary>
internal sealed class LineView(TextWriter output) : IRunView
{
    private readonly Lock writing = new();

    public async Task StepAsync(string name, Func<Task<string>> work)
    {
        var clock = Stopwatch.StartNew();
        var achieved = await work();
        Write(FormattableString.Invariant($"{name,-22} {achieved}  ({clock.Elapsed.TotalSeconds:0.0} s)"));
    }

    public async Task CountedStepAsync(string name, int total, Func<Action<string>, Task> work)
    {
        var done = 0;
        await work(what =>
        {
            // Devices report from several threads; counted and written in one, or the second would stand before the first.
            lock (writing) { output.WriteLine($"{name + $" {++done}/{total}",-22} {what}"); }
        });
    }

    private void Write(string line)
    {
        lock (writing) { output.WriteLine(line); }
    }
}
