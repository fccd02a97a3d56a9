using System.Collections.Immutable;
using Infra.Identity.Capacity;

namespace Infra.Tools.Planning;

/// <summary>The plan of one issuer as it is shown.</summary>
/// <param name="Issuer">acm-pca or iot-core.</param>
/// <param name="FleetSize">Devices.</param>
/// <param name="RampHours">Hours in which they come.</param>
/// <param name="Registration">How certificates become known; null where AWS IoT Core issues them itself.</param>
/// <param name="UsageMode">What the CA issues; null where there is none.</param>
/// <param name="DeviceDays">A device certificate's life; null where it has no end to speak of.</param>
/// <param name="RampPerSecond">First requests per second.</param>
/// <param name="RenewalsPerSecond">Renewals per second, for ever after.</param>
/// <param name="AuthorityQuotaUse">Share of the CA's lifetime quota; null where there is no CA.</param>
/// <param name="MonthsToRollOver">Until the next CA must issue; null where there is no CA.</param>
/// <param name="FirstMonthCost">Dollars for ACM PCA.</param>
/// <param name="MonthlyCost">Dollars for ACM PCA, from the second month on.</param>
/// <param name="Limits">Every limit and its use.</param>
/// <param name="Exceeded">Those that are not kept, and what to do.</param>
internal sealed record Planned(
    string Issuer, int FleetSize, double RampHours, string? Registration, string? UsageMode, int? DeviceDays,
    double RampPerSecond, double RenewalsPerSecond, double? AuthorityQuotaUse, double? MonthsToRollOver, decimal FirstMonthCost, decimal MonthlyCost,
    ImmutableArray<LimitUse> Limits, ImmutableArray<LimitExceeded> Exceeded)
{
    public static Planned Of(string issuer, FleetPlan plan, ServiceQuotas quotas)
    {
        var report = CapacityReport.Of(plan, quotas);
        var pca = plan.FromAcmPca;
        return new(
            issuer, plan.FleetSize, plan.RampHours, pca ? plan.Registration : null, pca ? plan.Usage.Name : null, pca ? plan.DeviceValidityDays : null,
            report.RampPerSecond, report.RenewalsPerSecond, pca ? report.AuthorityQuotaUse : null, report.MonthsToRollOver, decimal.Round(report.FirstMonthCost, 2), decimal.Round(report.MonthlyCost, 2),
            report.Limits, report.Exceeded);
    }
}
