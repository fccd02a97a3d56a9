using Infra.Local.Cloud;
using Infra.Local.Iam;

namespace Infra.Local.Proof;

/// <summary>Hands each decision of a cloud's policies to the watch of the scenario that runs.</summary>
internal sealed class AccessLog : IDisposable
{
    private readonly Lock gate = new();
    private AccessWatch? current;

    public void Listen(LocalCloud cloud)
    {
        cloud.Iam.Decided += Note;
        cloud.Iot.Decided += Note;
    }

    public AccessWatch Watch(Func<AccessDecision, bool>? isExpected = null)
    {
        lock (gate) { return current = new(isExpected); }
    }

    public void Note(AccessDecision decision)
    {
        // Under the lock: a watch that was replaced may be disposed already.
        lock (gate) { current?.Note(decision); }
    }

    public void Stop()
    {
        lock (gate) { current = null; }
    }

    public void Dispose() => current?.Dispose();
}
