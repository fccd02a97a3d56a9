using Infra.Lambdas;
using Infra.Lambdas.Hosting;

try
{
    await Function.RunAsync();
    return 0;
}
catch (FunctionSettingsException exception)
{
    // The runtime client has told Lambda; this is for whoever runs the executable by hand.
    await Console.Error.WriteLineAsync($"infra: error: {exception.Message}");
    return 1;
}
