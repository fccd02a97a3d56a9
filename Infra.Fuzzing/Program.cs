using System.CommandLine;
using System.CommandLine.Help;
using Infra.Fuzzing;

var seconds = new Option<int>("--seconds") { Description = "How long to go on.", DefaultValueFactory = _ => 60 };
var seed = new Option<int?>("--seed") { Description = "Repeats the choices of an earlier run. (Keys and signatures are new each time; what was found is saved as it was.) Default: random." };
var corpus = new Option<string?>("--corpus") { Description = "A folder with more seeds, *.header files as in Infra.Tests/testdata/csrs." };
var findings = new Option<string>("--findings") { Description = "Where requests that went wrong are saved.", DefaultValueFactory = _ => "artifacts/fuzz" };
var replay = new Option<string?>("--replay") { Description = "Sends one saved request instead." };
seconds.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError($"--seconds must be at least 1, is {result.GetValueOrDefault<int>()}");
    }
});
corpus.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string?>() is { } folder && !Directory.Exists(folder))
    {
        result.AddError($"--corpus is '{folder}', which is no folder; name one with *.header files");
    }
});

var command = new Command("fuzz", "Sends hostile requests to the authorizer, made from good and bad ones, and watches what each costs.") { seconds, seed, corpus, findings, replay };
command.SetAction(parsed => parsed.GetValue(replay) is { } file
    ? FuzzCommand.Replay(file, Console.Out, Console.Error)
    : FuzzCommand.Run(parsed.GetValue(seconds), parsed.GetValue(seed), parsed.GetValue(corpus), parsed.GetRequiredValue(findings), Console.Out));
// As it is called: ./infra fuzz.
var line = new Command("infra") { new HelpOption(), command }.Parse(["fuzz", .. args]);
if (line.Errors.Count > 0)
{
    foreach (var error in line.Errors)
    {
        Console.Error.WriteLine($"infra: error: {error.Message}");
    }

    Console.Error.WriteLine("infra: hint: ./infra fuzz --help lists the options");
    return 2;
}

return await line.InvokeAsync();
