using System.CommandLine;
using System.Globalization;
using Infra.Benchmarks.Import;

var keys = new Option<int>("--keys") { Description = "How many devices the manifest has.", DefaultValueFactory = _ => 100_000 };
var rounds = new Option<int>("--rounds") { Description = "How often import and ceiling take turns.", DefaultValueFactory = _ => 3 };
var output = new Option<string>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => "artifacts/bench.json" };
keys.Validators.Add(result => RequireAtLeast(result, 1000));
rounds.Validators.Add(result => RequireAtLeast(result, 1));
var import = new Command("import", "provision devices import against the raw ceiling of the same batch requests.") { keys, rounds, output };
import.SetAction((parsed, cancellationToken) =>
    ImportBenchmark.RunAsync(parsed.GetValue(keys), parsed.GetValue(rounds), parsed.GetRequiredValue(output), cancellationToken));
return await new RootCommand("Benchmarks: ratios, measured side by side in one run.") { import }.Parse(args).InvokeAsync();

static void RequireAtLeast(System.CommandLine.Parsing.OptionResult result, int least)
{
    if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && value < least)
    {
        result.AddError($"{result.Option.Name} must be at least {least}, is {value}");
    }
}
