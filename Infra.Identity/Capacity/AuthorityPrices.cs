using Infra.Identity.Contracts;

namespace Infra.Identity.Capacity;

/// <summary>
/// What ACM Private CA costs in US dollars (https://aws.amazon.com/private-ca/pricing/, US regions). For estimates: taxes, OCSP, first-month trials and the other
/// services are not in it.
/// </summary>
public static class AuthorityPrices
{
    // Of each month's certificates of a general-purpose CA: the first 1,000, the next 9,000, and all beyond.
    private static readonly (decimal UpTo, decimal Each)[] GeneralPurposeTiers = [(1_000m, 0.75m), (10_000m, 0.35m), (decimal.MaxValue, 0.001m)];

    private const decimal ShortLivedEach = 0.058m;

    /// <summary>The CA itself, by the month.</summary>
    public static decimal AuthorityPerMonth(AuthorityUsage usage) => usage == AuthorityUsage.ShortLived ? 50m : 400m;

    /// <summary>The certificates of a month.</summary>
    public static decimal Certificates(AuthorityUsage usage, decimal inTheMonth)
    {
        if (usage == AuthorityUsage.ShortLived) { return inTheMonth * ShortLivedEach; }
        var (cost, counted) = (0m, 0m);
        foreach (var (upTo, each) in GeneralPurposeTiers)
        {
            var inTier = Math.Max(0m, Math.Min(inTheMonth, upTo) - counted);
            cost += inTier * each;
            counted += inTier;
        }
        return cost;
    }
}
