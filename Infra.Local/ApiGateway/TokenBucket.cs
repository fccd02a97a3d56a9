namespace Infra.Local.ApiGateway;

/// <summary>API Gateway's throttle: a steady rate and a burst on top (token bucket).</summary>
internal sealed class TokenBucket
{
    private readonly Lock gate = new();
    private readonly double ratePerSecond;
    private readonly double burst;
    private readonly TimeProvider clock;
    private double tokens;
    private long filledAt;

    public TokenBucket(double ratePerSecond, double burst, TimeProvider clock)
    {
        (this.ratePerSecond, this.burst, this.clock) = (ratePerSecond, burst, clock);
        (tokens, filledAt) = (burst, clock.GetTimestamp());
    }

    public bool TryTake()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            tokens = Math.Min(burst, tokens + (clock.GetElapsedTime(filledAt, now).TotalSeconds * ratePerSecond));
            filledAt = now;
            if (tokens < 1) { return false; }
            tokens--;
            return true;
        }
    }
}
