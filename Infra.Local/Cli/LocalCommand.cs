using System.CommandLine;
using Infra.Local.Cloud;
using Infra.Local.Reporting;
using Infra.Local.Run;
using Spectre.Console;

namespace Infra.Local.Cli;

/// <summary><c>./infra local</c>.</summary>
internal static class LocalCommand
{
    /// <summary>0: every device connected and every bad request was refused. 1: not so, or the run broke. 2: the command line is wrong.</summary>
    public static RootCommand Build()
    {
        var defaults = new RunOptions();
        var devices = Text("--devices", $"{defaults.Devices}", $"how many devices to make and provision, 1 to {RunOptionsParser.MostDevices}");
        var regions = Text("--regions", string.Join(',', defaults.Regions), "regions to deploy, with commas between; the first is the home region");
        var issuer = Text("--issuer", "acm-pca", "who issues: acm-pca (POST /new) or iot-core (POST /proto)");
        var output = Text("--out", defaults.Out, "the folder to write to");
        var json = new Option<bool>("--json") { Description = "write the report to stdout as JSON; progress goes to stderr" };
        var serve = new Option<bool>("--serve") { Description = "stay up after the run, until Ctrl-C" };

        var command = new RootCommand("Runs the Pulumi program on this machine, once per region, then provisions devices against it.")
        {
            devices, regions, issuer, output, json, serve,
            Hidden(PoliciesCommand.Build()),
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var (options, faults) = RunOptionsParser.Parse(
                parsed.GetRequiredValue(devices), parsed.GetRequiredValue(regions), parsed.GetRequiredValue(issuer), parsed.GetRequiredValue(output),
                parsed.GetValue(json), parsed.GetValue(serve));
            foreach (var fault in faults) { Console.Error.WriteLine($"infra: error: {fault}"); }
            return options is null ? Task.FromResult(2) : RunAsync(options, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        // With --json stdout is the report's alone.
        var (forPeople, toTerminal) = options.Json ? (Console.Error, !Console.IsErrorRedirected) : (Console.Out, !Console.IsOutputRedirected);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(forPeople),
            Ansi = toTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = toTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        // A pipe has no width; 80 columns would cut the table.
        if (!toTerminal) { console.Profile.Width = 200; }
        IRunView view = toTerminal ? new LiveView(console) : new LineView(forPeople);
        try
        {
            return await new LocalRun(options, view, console).RunAsync(cancellationToken);
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

    // ./infra lists them as commands of their own; the help of ./infra local is about the run.
    private static Command Hidden(Command command)
    {
        command.Hidden = true;
        return command;
    }

    private static Option<string> Text(string name, string otherwise, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
