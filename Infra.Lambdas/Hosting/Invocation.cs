namespace Infra.Lambdas.Hosting;

/// <summary>One invocation.</summary>
/// <param name="RequestId">Lambda's id of it, unique.</param>
/// <param name="Deadline">When Lambda ends it, finished or not.</param>
internal sealed record Invocation(string RequestId, DateTimeOffset Deadline)
{
    /// <summary>What an answer takes to get out.</summary>
    private static readonly TimeSpan _timeToAnswer = TimeSpan.FromSeconds(1);

    /// <summary>How long work may go on before it is time to answer.</summary>
    public TimeSpan TimeToWork(TimeProvider time)
    {
        var left = Deadline - time.GetUtcNow() - _timeToAnswer;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
