using Infra.Local.Cli;

// A wrong command line is 2, as everywhere in ./infra; System.CommandLine would say 1, which is a failed run's.
var parsed = LocalCommand.Build().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) { Console.Error.WriteLine($"infra: error: {error.Message}"); }
    var command = parsed.CommandResult.Command is System.CommandLine.RootCommand ? "local" : parsed.CommandResult.Command.Name;
    Console.Error.WriteLine($"infra: hint: ./infra {command} --help lists the options");
    return 2;
}
return await parsed.InvokeAsync();
