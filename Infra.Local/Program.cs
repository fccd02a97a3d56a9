using Infra.Local.Cli;

// A wrong command line is 2, as everywhere in ./infra; System.CommandLine would say 1, which is a failed run's.
var parsed = InfraCommand.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) { Console.Error.WriteLine($"infra: error: {error.Message}"); }
    Console.Error.WriteLine($"infra: hint: ./infra {parsed.CommandResult.Command.Name} --help lists the options");
    return 2;
}
return await parsed.InvokeAsync();
