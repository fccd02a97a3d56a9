using System.Collections.Concurrent;
using Infra.Local.Iam;
using Infra.Local.Logs;

namespace Infra.Local.Functions;

/// <summary>A function and its environments. Environments are started on demand, kept, and limited in number.</summary>
internal sealed class DeployedFunction(FunctionSettings settings, DeployedIam iam, Uri awsEndpoint, LogStore logs, int maxEnvironments) : IAsyncDisposable
{
    private readonly SemaphoreSlim permits = new(maxEnvironments);
    private readonly ConcurrentStack<FunctionEnvironment> idle = new();
    private readonly ConcurrentBag<FunctionEnvironment> all = [];
    private readonly ConcurrentDictionary<string, PolicyStatement> permissions = new(StringComparer.Ordinal);

    public FunctionSettings Settings { get; } = settings;

    /// <summary>Adds a statement to the function's resource policy; statement ids are unique.</summary>
    public bool Permit(string statementId, PolicyStatement statement) => permissions.TryAdd(statementId, statement);

    /// <summary>Whether the function's resource policy lets a service invoke it on behalf of <paramref name="context"/>'s source.</summary>
    public bool Permits(string service, RequestContext context) =>
        PolicyEvaluator.DecideForService(new([.. permissions.Values]), service, "lambda:InvokeFunction", Settings.Arn, context) == PolicyDecision.Allow;

    /// <summary>Starts an environment ahead of the first call, as provisioned concurrency does.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken) => idle.Push(await StartAsync(cancellationToken));

    public async Task<FunctionResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await permits.WaitAsync(cancellationToken);
        try
        {
            var environment = await TakeAsync(cancellationToken);
            var result = await environment.InvokeAsync(payload);
            if (environment.IsAlive) { idle.Push(environment); }
            return result;
        }
        finally
        {
            permits.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(all.Select(environment => environment.DisposeAsync().AsTask()));
        permits.Dispose();
    }

    private async Task<FunctionEnvironment> TakeAsync(CancellationToken cancellationToken)
    {
        while (idle.TryPop(out var environment))
        {
            if (environment.IsAlive) { return environment; }
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
            Settings, iam.Issue(Settings.RoleArn, Settings.Name), awsEndpoint, logs.GetOrAdd(Settings.Region, Settings.LogGroup), cancellationToken);
        all.Add(environment);
        return environment;
    }
}
