using Infra.Local.Cloud;
using Infra.Local.Reporting;
using Spectre.Console;

namespace Infra.Local.Cli;

/// <summary>How a command that takes a while talks to people.</summary>
internal static class Terminal
{
    /// <summary>A console and a view of progress; where stdout is for JSON, both are on stderr.</summary>
    public static (IAnsiConsole Console, IRunView View) Open(bool stdoutIsForJson)
    {
        var (forPeople, toTerminal) = stdoutIsForJson ? (Console.Error, !Console.IsErrorRedirected) : (Console.Out, !Console.IsOutputRedirected);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(forPeople),
            Ansi = toTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = toTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        // A pipe has no width; 80 columns would cut the table.
        if (!toTerminal) { console.Profile.Width = 200; }
        return (console, toTerminal ? new LiveView(console) : new LineView(forPeople));
    }

    /// <summary>Runs the command; what stops it is said in a line, with exit code 1.</summary>
    public static async Task<int> GuardedAsync(Func<Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine("infra: error: cancelled; everything that was started is stopped");
            return 1;
        }
        catch (DeploymentFailedException failure)
        {
            Console.Error.WriteLine($"infra: error: {failure.Message}");
            return 1;
        }
    }
}
