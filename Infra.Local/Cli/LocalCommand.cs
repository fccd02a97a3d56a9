using System.CommandLine;
using Infra.Local.Run;

namespace Infra.Local.Cli;

/// <summary><c>./infra local</c>.</summary>
internal static class LocalCommand
{
    public const string Name = "local";

    /// <summary>0: every device connected, every bad request was refused and every check of a rotation held. 1: not so, or the run broke. 2: the command line is wrong.</summary>
    public static Command Build()
    {
        var defaults = new RunOptions();
        var devices = Text("--devices", $"{defaults.Devices}", $"how many devices to make and provision, 0 to {RunOptionsParser.MostDevices}");
        var regions = Text("--regions", string.Join(',', defaults.Regions), "regions to deploy, with commas between; the first is the home region");
        var issuer = Text("--issuer", "acm-pca", "who issues: acm-pca (POST /new) or iot-core (POST /proto)");
        var parent = Text("--parent", "software", "who signs the regions' CAs: software (an intermediate of the run's own) or offline (the PKI admin: the run leaves the requests in its folder, and waits)");
        var output = Text("--out", defaults.Out, "the folder to write to");
        var rotate = new Option<bool>("--rotate") { Description = "then replace the home region's CA by its next generation, with devices connected" };
        var json = new Option<bool>("--json") { Description = "write the report to stdout as JSON; progress goes to stderr" };
        var serve = new Option<bool>("--serve") { Description = "stay up after the run, until Ctrl-C" };

        var command = new Command(Name, "Runs the Pulumi program on this machine, once per region, then provisions devices against it.")
        {
            devices, regions, issuer, parent, output, rotate, json, serve,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var (options, faults) = RunOptionsParser.Parse(
                parsed.GetRequiredValue(devices), parsed.GetRequiredValue(regions), parsed.GetRequiredValue(issuer), parsed.GetRequiredValue(parent), parsed.GetRequiredValue(output),
                parsed.GetValue(json), parsed.GetValue(serve), parsed.GetValue(rotate));
            foreach (var fault in faults) { Console.Error.WriteLine($"infra: error: {fault}"); }
            return options is null ? Task.FromResult(2) : Terminal.GuardedAsync(() => RunAsync(options, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var (console, view) = Terminal.Open(stdoutIsForJson: options.Json);
        return new LocalRun(options, view, console).RunAsync(cancellationToken);
    }

    private static Option<string> Text(string name, string otherwise, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
