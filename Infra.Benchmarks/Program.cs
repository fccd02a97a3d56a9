using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Infra.Benchmarks;
using Infra.Benchmarks.Functions;
using Infra.Benchmarks.Import;
using Infra.Benchmarks.Plan;

var keys = new Option<int>("--keys") { Description = "How many devices the manifest has.", DefaultValueFactory = _ => 100_000 };
var rounds = new Option<int>("--rounds") { Description = "How often import and ceiling take turns.", DefaultValueFactory = _ => 3 };
var output = new Option<string>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => "artifacts/bench.json" };
keys.Validators.Add(result => RequireAtLeast(result, ImportBenchmark.LeastKeys));
rounds.Validators.Add(result => RequireAtLeast(result, 1));
var import = new Command("import", "provision devices import against the raw ceiling of the same batch requests.") { keys, rounds, output };
import.SetAction((parsed, cancellationToken) =>
    ImportBenchmark.RunAsync(parsed.GetValue(keys), parsed.GetValue(rounds), parsed.GetRequiredValue(output), cancellationToken));

var baselines = new Option<string[]>("--baseline")
{
    Description = "A command that speaks the Lambda Runtime API and answers the authorizer's event, run by sh with AWS_ENDPOINT_URL and DEVICE_TABLE set. Again for more.",
};
var starts = new Option<int>("--starts") { Description = "How often each is started.", DefaultValueFactory = _ => 20 };
var requests = new Option<int>("--requests") { Description = "How many warm requests each answers, for each kind of key.", DefaultValueFactory = _ => 500 };
starts.Validators.Add(result => RequireAtLeast(result, 3));
requests.Validators.Add(result => RequireAtLeast(result, 100));
var functions = new Command("functions", "The authorizer, native and ReadyToRun, against baselines and against the floors of its work.") { baselines, starts, requests, output };
functions.SetAction((parsed, cancellationToken) => FunctionsBenchmark.RunAsync(
    Candidates.With(parsed.GetValue(baselines) ?? []), parsed.GetValue(starts), parsed.GetValue(requests), parsed.GetRequiredValue(output), cancellationToken));

var planRounds = new Option<int>("--rounds") { Description = "How often the sizes take turns.", DefaultValueFactory = _ => 7 };
planRounds.Validators.Add(result => RequireAtLeast(result, 1));
var plan = new Command("plan", "The plan of product lines of 1, 10 and 30 regions: time and memory, and how they grow.") { planRounds, output };
plan.SetAction((parsed, cancellationToken) =>
    PlanBenchmark.RunAsync(parsed.GetValue(planRounds), parsed.GetRequiredValue(output), parsed.InvocationConfiguration.Output, cancellationToken));

// No RootCommand, which help would call by the executable's name: what people type is ./infra bench.
const string Bench = "bench";
var line = new Command("infra") { new HelpOption(), new Command(Bench, "Benchmarks: ratios, measured side by side in one run.") { import, functions, plan } }.Parse([Bench, .. args]);
if (line.Errors.Count > 0)
{
    foreach (var error in line.Errors) { Console.Error.WriteLine($"infra: error: {error.Message}"); }
    Console.Error.WriteLine("infra: hint: ./infra bench --help lists the benchmarks, ./infra bench import --help the options of one");
    return 2;
}
try
{
    return await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchmarkException fault)
{
    Console.Error.WriteLine($"infra: error: {fault.Message}");
    return 1;
}

static void RequireAtLeast(System.CommandLine.Parsing.OptionResult result, int least)
{
    if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && value < least)
    {
        result.AddError($"{result.Option.Name} must be at least {least}, is {value}");
    }
}
