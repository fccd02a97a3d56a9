using Infra.Provider;
using Infra.Provider.Aws;

// The engine reads the port from the first line on standard output; nothing else may be printed there.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
await Pulumi.Experimental.Provider.Provider.Serve(
    args,
    typeof(ProvisioningProvider).Assembly.GetName().Version?.ToString(3),
    _ => new ProvisioningProvider(AwsClients.FromEnvironment(), TimeProvider.System),
    stop.Token);
