using System.Collections.Immutable;
using Infra.Identity.Contracts;
using static System.FormattableString;

namespace Infra.Identity.Capacity;

/// <summary>What the plan needs of one limit.</summary>
/// <param name="Limit">Its name: a setting, or an operation of the declared quotas.</param>
/// <param name="Needed">What the plan needs, at its peak.</param>
/// <param name="Declared">What is declared.</param>
public sealed record LimitUse(string Limit, double Needed, double Declared)
{
    /// <summary>Whether the limit is kept.</summary>
    public bool IsKept => Needed <= Declared;
}

/// <summary>A limit that the plan does not keep.</summary>
/// <param name="Limit">Its name: a setting, or an operation of the declared quotas.</param>
/// <param name="Needed">What the plan needs.</param>
/// <param name="Declared">What is declared.</param>
/// <param name="Message">Both, and what to do.</param>
public sealed record LimitExceeded(string Limit, double Needed, double Declared, string Message);

/// <summary>What a plan asks of a region, computed without asking AWS anything.</summary>
public sealed record CapacityReport
{
    private const double DaysPerMonth = 365.0 / 12;
    private const double SecondsPerDay = 86_400;

    // The issuer asks at most three times for a certificate that it has ordered (Infra.Lambdas).
    private const int MostGetsPerIssuance = 3;

    private CapacityReport() { }

    /// <summary>First requests per second while the fleet comes.</summary>
    public required double RampPerSecond { get; init; }

    /// <summary>Renewals per second, for ever after.</summary>
    public required double RenewalsPerSecond { get; init; }

    /// <summary>Certificates that the CA is asked for until it must be replaced for its age.</summary>
    public required double CertificatesInAuthoritysLife { get; init; }

    /// <summary>Share of the CA's lifetime quota that these are; over 1 is more than it may issue.</summary>
    public required double AuthorityQuotaUse { get; init; }

    /// <summary>Months until the next CA must issue, for the quota or for the age, whichever is first. Null: there is no CA.</summary>
    public required double? MonthsToRollOver { get; init; }

    /// <summary>Dollars for ACM PCA in the month of the ramp.</summary>
    public required decimal FirstMonthCost { get; init; }

    /// <summary>Dollars for ACM PCA in each month after it.</summary>
    public required decimal MonthlyCost { get; init; }

    /// <summary>Every limit that the plan meets, in the order in which a request meets them.</summary>
    public required ImmutableArray<LimitUse> Limits { get; init; }

    /// <summary>Limits that the plan does not keep, in the order in which a request meets them.</summary>
    public required ImmutableArray<LimitExceeded> Exceeded { get; init; }

    /// <summary>What the plan comes to, under declared quotas.</summary>
    public static CapacityReport Of(FleetPlan plan, ServiceQuotas quotas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.FleetSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.RampHours);
        var ramp = plan.FleetSize / (plan.RampHours * 3600);
        // Certificates of AWS IoT Core last until 2049: nobody renews them.
        var renewalsPerDay = plan.FromAcmPca ? plan.FleetSize / (plan.DeviceValidityDays * FleetPlan.RenewedAfter) : 0;
        // A CA that is to give full lives must stop a device's life before its own end.
        var issuingDays = Math.Max(0, plan.AuthorityValidityDays - plan.DeviceValidityDays);
        var inLife = plan.FromAcmPca ? plan.FleetSize + (renewalsPerDay * issuingDays) : 0;
        var report = new CapacityReport
        {
            RampPerSecond = ramp,
            RenewalsPerSecond = renewalsPerDay / SecondsPerDay,
            CertificatesInAuthoritysLife = inLife,
            AuthorityQuotaUse = inLife / quotas.CertificatesPerAuthority,
            MonthsToRollOver = plan.FromAcmPca
                ? Math.Min(issuingDays, Math.Max(0, (quotas.CertificatesPerAuthority - plan.FleetSize) / renewalsPerDay)) / DaysPerMonth
                : null,
            FirstMonthCost = CostOf(plan, plan.FleetSize),
            MonthlyCost = CostOf(plan, (decimal)(renewalsPerDay * DaysPerMonth)),
            Limits = [],
            Exceeded = [],
        };
        report = report with { Limits = [.. LimitsOf(plan, quotas, report)] };
        return report with { Exceeded = [.. report.Limits.Where(limit => !limit.IsKept).Select(limit => new LimitExceeded(limit.Limit, limit.Needed, limit.Declared, Advice(plan, report, limit)))] };
    }

    /// <summary>One line for an operator.</summary>
    public override string ToString() =>
        Invariant($"the ramp asks for {RampPerSecond:0.##} certificates per second, renewals for {RenewalsPerSecond:0.####}")
        + (MonthsToRollOver is not { } months ? "" : Invariant(
            $"; {AuthorityQuotaUse:P0} of the CA's certificates in its life, the next CA in {months:0.#} months; ACM PCA about ${FirstMonthCost:0} in the month of the ramp, then ${MonthlyCost:0} a month"));

    private static decimal CostOf(FleetPlan plan, decimal certificates) => plan.FromAcmPca
        ? AuthorityPrices.AuthorityPerMonth(plan.Usage) + AuthorityPrices.Certificates(plan.Usage, certificates)
        : 0;

    private const string LifetimeLimit = "certificatesPerAuthority";

    private static IEnumerable<LimitUse> LimitsOf(FleetPlan plan, ServiceQuotas quotas, CapacityReport report)
    {
        // A fleet that has come renews while the rest still comes only if the ramp is longer than half a life; the higher of the two is the peak.
        var peak = Math.Max(report.RampPerSecond, report.RenewalsPerSecond);
        foreach (var (limit, perCertificate, declared) in RatesOf(plan, quotas)) { yield return new(limit, peak * perCertificate, declared); }
        if (plan.FromAcmPca) { yield return new(LifetimeLimit, report.CertificatesInAuthoritysLife, quotas.CertificatesPerAuthority); }
    }

    private static string Advice(FleetPlan plan, CapacityReport report, LimitUse limit)
    {
        if (limit.Limit == LifetimeLimit)
        {
            return Invariant(
                $"the CA would issue {limit.Needed:0} certificates in its life, {limit.Declared:0} are declared, and the next CA is due in {report.MonthsToRollOver:0.#} months; raise the quota, deviceValidityDays, or lower authorityValidityDays to what it can serve");
        }
        var peak = Math.Max(report.RampPerSecond, report.RenewalsPerSecond);
        var perCertificate = (int)Math.Round(limit.Needed / peak);
        var hours = (double)plan.FleetSize * perCertificate / limit.Declared / 3600;
        return Invariant($"{plan.FleetSize} devices in {plan.RampHours:0.##} hours need {limit.Limit} {limit.Needed:0.##} times per second, {limit.Declared:0} are declared; ")
            + (report.RenewalsPerSecond * perCertificate > limit.Declared
                ? "their renewals alone are too many; raise the limit, or deviceValidityDays"
                : Invariant($"raise the limit, or rampHours to {Math.Ceiling(hours * 10) / 10:0.#} or more"));
    }

    private static IEnumerable<(string Limit, int PerCertificate, int Declared)> RatesOf(FleetPlan plan, ServiceQuotas quotas)
    {
        yield return ("requestsPerSecond", 1, plan.RequestsPerSecond);
        if (!plan.FromAcmPca)
        {
            yield return ("createCertificateFromCsr", 1, quotas.CreateCertificateFromCsr);
        }
        else
        {
            yield return ("issueCertificate", 1, quotas.IssueCertificate);
            yield return ("getCertificate", MostGetsPerIssuance, quotas.GetCertificate);
            if (plan.Registration == RegistrationModes.Jitp)
            {
                yield return ("registerThing", 1, quotas.RegisterThing);
                yield break;
            }
            // With just-in-time registration AWS IoT brings the certificate itself.
            if (plan.Registration == RegistrationModes.Direct) { yield return ("registerCertificate", 1, quotas.RegisterCertificate); }
        }
        yield return ("createThing", 1, quotas.CreateThing);
        yield return ("attachPolicy", 1, quotas.AttachPolicy);
    }
}
