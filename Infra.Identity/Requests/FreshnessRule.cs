namespace Infra.Identity.Requests;

/// <summary>How old a request may be. A clock that is off by no more than the skew, either way, does not matter.</summary>
/// <param name="MaximumAge">The greatest age; zero: requests need no freshness value, and none is looked at.</param>
/// <param name="ClockSkew">How far a device's clock may be off.</param>
public sealed record FreshnessRule(TimeSpan MaximumAge, TimeSpan ClockSkew)
{
    /// <summary>Freshness is not asked for.</summary>
    public static FreshnessRule NotRequired { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>What is wrong with a request's challengePassword; null: nothing.</summary>
    public FreshnessRefusal? Check(string? challengePassword, DateTimeOffset now) =>
        MaximumAge == TimeSpan.Zero ? null
        : challengePassword is null ? FreshnessRefusal.Missing
        : !FreshnessValue.TryParse(challengePassword, out var value) ? FreshnessRefusal.Malformed
        : value.SignedAt - now > ClockSkew ? FreshnessRefusal.InFuture
        : now - value.SignedAt > MaximumAge + ClockSkew ? FreshnessRefusal.Expired
        : null;
}

/// <summary>Why a request is not fresh.</summary>
public enum FreshnessRefusal
{
    /// <summary>It carries no challengePassword.</summary>
    Missing,

    /// <summary>Its challengePassword is no <see cref="FreshnessValue"/>.</summary>
    Malformed,

    /// <summary>It was signed too long ago: it was kept, or somebody replays it.</summary>
    Expired,

    /// <summary>It was signed later than now: the device's clock is wrong.</summary>
    InFuture,
}

/// <summary>The refusals as stable codes for logs and metrics.</summary>
public static class FreshnessRefusals
{
    extension(FreshnessRefusal refusal)
    {
        /// <summary>The stable code.</summary>
        public string Code => refusal switch
        {
            FreshnessRefusal.Missing => "freshness_missing",
            FreshnessRefusal.Malformed => "freshness_malformed",
            FreshnessRefusal.Expired => "freshness_expired",
            FreshnessRefusal.InFuture => "freshness_in_future",
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "not a refusal"),
        };
    }
}
