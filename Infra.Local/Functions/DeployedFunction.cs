using System.Collections.Concurrent;
using System.Threading.Channels;
using Infra.Local.Iam;
using Infra.Local.Logs;

namespace Infra.Local.Functions;

/// <summary>A function and its environments. They are started when calls pile up, kept, and limited in number.</summary>
internal sealed class DeployedFunction(FunctionSettings settings, DeployedIam iam, Uri awsEndpoint, LogStore logs, int maxEnvironments) : IAsyncDisposable
{
    // A cold start with its first call takes about this long on two cores: an environment that is free by then serves sooner, and costs nothing.
    private static readonly TimeSpan worthWaiting = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim permits = new(maxEnvironments);
    private readonly Channel<FunctionEnvironment> idle = Channel.CreateUnbounded<FunctionEnvironment>();
    private readonly ConcurrentDictionary<FunctionEnvironment, bool> all = [];
    private readonly ConcurrentDictionary<string, PolicyStatement> permissions = new(StringComparer.Ordinal);
    private bool isStopped;

    public FunctionSettings Settings { get; } = settings;

    /// <summary>The function as an update wants it, with the permissions that it has.</summary>
    public DeployedFunction As(FunctionSettings changed)
    {
        var function = new DeployedFunction(changed, iam, awsEndpoint, logs, maxEnvironments);
        foreach (var (id, statement) in permissions) { function.Permit(id, statement); }
        return function;
    }

    /// <summary>Adds a statement to the function's resource policy; statement ids are unique.</summary>
    public bool Permit(string statementId, PolicyStatement statement) => permissions.TryAdd(statementId, statement);

    /// <summary>Whether the function's resource policy lets a service invoke it on behalf of <paramref name="context"/>'s source.</summary>
    public bool Permits(string service, RequestContext context) =>
        PolicyEvaluator.DecideForService(new([.. permissions.Values]), service, "lambda:InvokeFunction", Settings.Arn, context) == PolicyDecision.Allow;

    /// <summary>Sees to it that there is an environment ahead of the first call, as provisioned concurrency does.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        if (!HasEnvironment) { idle.Writer.TryWrite(await StartAsync(cancellationToken)); }
    }

    /// <summary>Ends the environments that are idle, so that the next call meets a cold start.</summary>
    public async Task CoolDownAsync()
    {
        while (idle.Reader.TryRead(out var environment)) { await EndAsync(environment); }
    }

    public async Task<FunctionResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await permits.WaitAsync(cancellationToken);
        try
        {
            var environment = await TakeAsync(cancellationToken);
            var result = await environment.InvokeAsync(payload);
            if (environment.IsAlive) { idle.Writer.TryWrite(environment); } else { await EndAsync(environment); }
            return result;
        }
        finally
        {
            permits.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref isStopped, true);
        await Task.WhenAll(all.Keys.Select(environment => environment.DisposeAsync().AsTask()));
    }

    private bool HasEnvironment => all.Keys.Any(environment => environment.IsAlive);

    private async Task EndAsync(FunctionEnvironment environment)
    {
        await environment.DisposeAsync();
        all.TryRemove(environment, out _);
    }

    private async Task<FunctionEnvironment> TakeAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(worthWaiting);
        try
        {
            while (HasEnvironment && await idle.Reader.WaitToReadAsync(patience.Token))
            {
                if (idle.Reader.TryRead(out var free) && free.IsAlive) { return free; }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // None came free in time.
        }
        return await StartAsync(cancellationToken);
    }

    private async Task<FunctionEnvironment> StartAsync(CancellationToken cancellationToken)
    {
        // The role must be there and must trust Lambda, whenever an environment starts.
        var source = RequestContext.Of(("aws:SourceArn", Settings.Arn), ("aws:SourceAccount", Cloud.Arns.Account));
        if (!iam.Trusts(Settings.RoleArn, "lambda.amazonaws.com", source))
        {
            throw new Aws.AwsException(400, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.");
        }
        var environment = await FunctionEnvironment.StartAsync(
            Settings, iam.Issue(Settings.RoleArn, Settings.Name), awsEndpoint,
            new FunctionLog(Settings, logs.GetOrAdd(Settings.Region, Settings.LogGroup), iam), cancellationToken);
        all[environment] = true;
        // Who stops the function sees this environment, or else it is seen here that the function is stopped: no process is left behind.
        if (Interlocked.CompareExchange(ref isStopped, false, false))
        {
            await environment.DisposeAsync();
            throw new ObjectDisposedException(Settings.Name, $"function '{Settings.Name}' is stopped");
        }
        return environment;
    }
}
