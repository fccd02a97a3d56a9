using System.Collections.Concurrent;
using Infra.Local.Iam;

namespace Infra.Local.Functions;

/// <summary>Every function of every region.</summary>
internal sealed class DeployedFunctions : IFunctionInvoker, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, DeployedFunction> byArn = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<DeployedFunction> replaced = [];

    public IEnumerable<DeployedFunction> All => byArn.Values;

    public bool Add(DeployedFunction function) => byArn.TryAdd(function.Settings.Arn, function);

    /// <summary>Puts a function in the place of the one of its name; calls that are under way are still answered by that one.</summary>
    public async Task ReplaceAsync(DeployedFunction function)
    {
        var before = byArn[function.Settings.Arn];
        byArn[function.Settings.Arn] = function;
        replaced.Add(before);
        await before.CoolDownAsync();
    }

    /// <summary>The function by name or ARN; a qualifier such as <c>:$LATEST</c> is ignored, since there is one version.</summary>
    public DeployedFunction? Find(string region, string nameOrArn)
    {
        var arn = nameOrArn.StartsWith("arn:", StringComparison.Ordinal)
            ? string.Join(':', nameOrArn.Split(':').Take(7))
            : Cloud.Arns.Of("lambda", region, $"function:{nameOrArn.Split(':')[0]}");
        return byArn.GetValueOrDefault(arn);
    }

    /// <summary>Starts one environment of each function of a region.</summary>
    public Task WarmUpAsync(string region, CancellationToken cancellationToken) => Task.WhenAll(
        byArn.Values.Where(function => function.Settings.Region == region).Select(function => function.WarmUpAsync(cancellationToken)));

    /// <summary>Ends the idle environments of a region's functions: their next calls meet cold starts.</summary>
    public Task CoolDownAsync(string region) => Task.WhenAll(
        byArn.Values.Where(function => function.Settings.Region == region).Select(function => function.CoolDownAsync()));

    public async Task<FunctionResult?> InvokeAsync(
        string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Find("", functionArn) is { } function && function.Permits(servicePrincipal, source)
            ? await function.InvokeAsync(payload, cancellationToken)
            : null;

    public async ValueTask DisposeAsync() => await Task.WhenAll(byArn.Values.Concat(replaced).Select(function => function.DisposeAsync().AsTask()));
}
