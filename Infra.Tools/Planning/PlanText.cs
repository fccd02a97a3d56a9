using System.Collections.Immutable;
using System.Globalization;
using Infra.Identity.Contracts;
using static System.FormattableString;

namespace Infra.Tools.Planning;

/// <summary>A plan for people: what it comes to, then every limit in the order in which a request meets them.</summary>
internal static class PlanText
{
    public static IEnumerable<string> Of(ImmutableArray<Planned> plans, RotationStage? stage)
    {
        foreach (var (index, plan) in plans.Index())
        {
            if (index > 0) { yield return ""; }
            foreach (var line in Of(plan)) { yield return line; }
        }

        if (stage is null) { yield break; }
        if (!plans.IsEmpty) { yield return ""; }
        yield return $"rotation: '{stage}'";
        yield return $"  next                {stage.NextStep}";
    }

    private static IEnumerable<string> Of(Planned plan)
    {
        yield return Invariant($"plan: {plan.FleetSize} devices in {plan.RampHours:0.##} hours from {plan.Issuer}")
            + (plan.UsageMode is null ? "" : $", {plan.UsageMode} CA, registration {plan.Registration}");
        yield return Invariant($"  first requests      {plan.RampPerSecond:0.##} per second");
        yield return plan.DeviceDays is null
            ? "  renewals            none: certificates of AWS IoT Core last until 2049"
            : Invariant($"  renewals            {plan.RenewalsPerSecond:0.####} per second, each certificate after half of its {plan.DeviceDays} days");
        if (plan.MonthsToRollOver is { } months)
        {
            yield return Invariant($"  next CA             in {months:0.#} months; this one would then have used {Math.Min(1, plan.AuthorityQuotaUse!.Value) * 100:0.#} % of its certificates");
            yield return Invariant($"  ACM PCA             ${plan.FirstMonthCost:0} in the month of the ramp, then ${plan.MonthlyCost:0} a month");
        }

        yield return "";
        yield return Row("limit", "needed", "declared", "");
        foreach (var limit in plan.Limits)
        {
            yield return Row(limit.Limit, limit.Needed.ToString(limit.Needed < 1000 ? "0.##" : "0", CultureInfo.InvariantCulture), limit.Declared.ToString("0", CultureInfo.InvariantCulture), limit.IsKept ? "kept" : "EXCEEDED");
        }

        foreach (var exceeded in plan.Exceeded) { yield return $"  {exceeded.Message}"; }
    }

    private static string Row(string limit, string needed, string declared, string verdict) => $"  {limit,-26}{needed,12}{declared,12}  {verdict}".TrimEnd();
}
