using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Local.Iam;

namespace Infra.Local.Proof;

/// <summary>What the deployed policies were asked while a scenario ran.</summary>
/// <param name="isExpected">Which refusal the scenario is run to see. Default: none.</param>
internal sealed class AccessWatch(Func<AccessDecision, bool>? isExpected = null) : IDisposable
{
    private readonly ConcurrentQueue<AccessDecision> decisions = new();
    private readonly CancellationTokenSource refused = new();
    private readonly CancellationTokenSource stopped = new();

    /// <summary>Cancelled once the expected refusal has happened: what waits for an answer need not wait much longer.</summary>
    public CancellationToken Refused => refused.Token;

    /// <summary>Cancelled once that refusal was of something that the work itself needs. Whose log is refused works on, and must be let.</summary>
    public CancellationToken Stopped => stopped.Token;

    public ImmutableArray<AccessDecision> Decisions => [.. decisions];

    public void Note(AccessDecision decision)
    {
        decisions.Enqueue(decision);
        if (decision.IsAllowed || isExpected?.Invoke(decision) != true) { return; }
        refused.Cancel();
        if (!decision.Action.StartsWith("logs:", StringComparison.Ordinal)) { stopped.Cancel(); }
    }

    public void Dispose()
    {
        refused.Dispose();
        stopped.Dispose();
    }
}
