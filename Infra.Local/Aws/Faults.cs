namespace Infra.Local.Aws;

/// <summary>The faults in force, and the middleware that makes them happen around a service's answer.</summary>
internal sealed class Faults
{
    private readonly Lock gate = new();
    private readonly List<(FaultRule Rule, int? Left)> rules = [];

    public void Add(FaultRule rule)
    {
        lock (gate) { rules.Add((rule, rule.Times)); }
    }

    public void Clear()
    {
        lock (gate) { rules.Clear(); }
    }

    /// <summary>Runs <paramref name="answer"/> with the faults that strike this call; null means that the reply is lost.</summary>
    public async Task<AwsReply?> AroundAsync(string service, string operation, Func<Task<AwsReply>> answer, CancellationToken cancellationToken)
    {
        var replyIsLost = false;
        foreach (var fault in Strike(service, operation))
        {
            switch (fault)
            {
                case Fault.Throttle: throw new AwsException(400, "ThrottlingException", "Rate exceeded");
                case Fault.Error error: throw new AwsException(error.Status, error.Code, "made to fail on demand");
                case Fault.Latency latency: await Task.Delay(latency.By, cancellationToken); break;
                case Fault.LostReply: replyIsLost = true; break;
            }
        }
        var reply = await answer();
        return replyIsLost ? null : reply;
    }

    private List<Fault> Strike(string service, string operation)
    {
        lock (gate)
        {
            var striking = new List<Fault>();
            for (var i = 0; i < rules.Count; i++)
            {
                var (rule, left) = rules[i];
                if (left == 0 || rule.Service != service || (rule.Operation is { } one && !operation.StartsWith(one, StringComparison.Ordinal))) { continue; }
                rules[i] = (rule, left - 1);
                striking.Add(rule.Fault);
            }
            return striking;
        }
    }
}
