using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Infra.Identity.Capacity;
using Infra.Identity.Contracts;
using Infra.Tests.Support;

namespace Infra.Tests.Identity.Capacity;

public sealed class A_capacity_report
{
    private static readonly ServiceQuotas Defaults = new();

    // The times that a million devices take through one region at AWS's default quotas.
    [Theory]
    [InlineData(true, RegistrationModes.Jitp, 28, "")]
    [InlineData(true, RegistrationModes.Jitp, 27, "registerThing")]
    [InlineData(true, RegistrationModes.Direct, 28, "")]
    [InlineData(true, RegistrationModes.Direct, 27, "registerCertificate")]
    [InlineData(true, RegistrationModes.Direct, 18, "registerCertificate attachPolicy")]
    [InlineData(true, RegistrationModes.Direct, 11, "requestsPerSecond issueCertificate getCertificate registerCertificate attachPolicy")]
    [InlineData(true, RegistrationModes.Jitr, 19, "")]
    [InlineData(true, RegistrationModes.Jitr, 18, "attachPolicy")]
    [InlineData(false, RegistrationModes.Jitp, 19, "")]
    [InlineData(false, RegistrationModes.Jitp, 18, "createCertificateFromCsr attachPolicy")]
    public void names_the_limits_that_a_ramp_exceeds(bool fromAcmPca, string registration, double hours, string limits)
    {
        var plan = new FleetPlan { FleetSize = 1_000_000, RampHours = hours, FromAcmPca = fromAcmPca, Registration = registration };

        var report = CapacityReport.Of(plan, Defaults with { CertificatesPerAuthority = 100_000_000 });

        Assert.Equal(limits, string.Join(' ', report.Exceeded.Select(exceeded => exceeded.Limit)));
    }

    [Theory]
    [InlineData(1_000, 365, 1825, "general-purpose", 9, 48.0, "1150", "525")]
    [InlineData(100_000, 365, 1825, "general-purpose", 900, 48.0, "4390", "4307")]
    [InlineData(200_000, 365, 1825, "general-purpose", 1800, 24.0, "4490", "4323")]
    [InlineData(9_600, 7, 372, "short-lived", 1011, 11.9, "607", "4889")]
    [InlineData(2_000_000, 365, 1825, "general-purpose", 18_000, 0.0, "6290", "4623")]
    public void says_when_the_next_ca_is_due_and_what_it_costs(
        int fleet, int deviceDays, int authorityDays, string usage, double thousands, double months, string firstMonth, string everyMonth)
    {
        var report = CapacityReport.Of(
            new() { FleetSize = fleet, DeviceValidityDays = deviceDays, AuthorityValidityDays = authorityDays, Usage = AuthorityUsage.Parse(usage), RampHours = 1000 }, Defaults);

        Assert.Equal(thousands, report.CertificatesInAuthoritysLife / 1000, tolerance: 0.5);
        Assert.Equal(months, report.MonthsToRollOver!.Value, tolerance: 0.05);
        Assert.Equal(firstMonth, report.FirstMonthCost.ToString("0", CultureInfo.InvariantCulture));
        Assert.Equal(everyMonth, report.MonthlyCost.ToString("0", CultureInfo.InvariantCulture));
        Assert.Equal(report.CertificatesInAuthoritysLife > 1_000_000, report.Exceeded.Any(exceeded => exceeded.Limit == "certificatesPerAuthority"));
    }

    [Fact]
    public void shows_both_numbers_and_the_ramp_that_would_do()
    {
        var report = CapacityReport.Of(new() { FleetSize = 100_000, RampHours = 1 }, Defaults);

        Assert.Contains(
            "100000 devices in 1 hours need issueCertificate 27.78 times per second, 25 are declared; raise the limit, or rampHours to 1.2 or more",
            report.Exceeded.Select(exceeded => exceeded.Message));
    }

    [Fact]
    public void asks_for_longer_lives_where_renewals_alone_are_too_many()
    {
        var report = CapacityReport.Of(new() { FleetSize = 8_000_000, RampHours = 10_000, DeviceValidityDays = 7, AuthorityValidityDays = 14 }, Defaults);

        Assert.Contains("their renewals alone are too many", report.Exceeded.Single(exceeded => exceeded.Limit == "issueCertificate").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void has_no_ca_to_roll_over_and_none_to_pay_where_aws_iot_core_issues()
    {
        var report = CapacityReport.Of(new() { FleetSize = 1000, FromAcmPca = false }, Defaults);

        Assert.Null(report.MonthsToRollOver);
        Assert.Equal((0m, 0m, 0d), (report.FirstMonthCost, report.MonthlyCost, report.RenewalsPerSecond));
    }

    [Fact]
    public void never_gets_better_for_a_larger_fleet() => Prop.ForAll(Plans(), Numbers(1, 1_000_000), (plan, more) =>
    {
        var (smaller, larger) = (CapacityReport.Of(plan, Defaults), CapacityReport.Of(plan with { FleetSize = plan.FleetSize + more }, Defaults));
        return larger.RampPerSecond > smaller.RampPerSecond && larger.MonthlyCost >= smaller.MonthlyCost && larger.MonthsToRollOver <= smaller.MonthsToRollOver
            && smaller.Exceeded.Select(exceeded => exceeded.Limit).All(larger.Exceeded.Select(exceeded => exceeded.Limit).Contains);
    }).Check();

    [Fact]
    public void keeps_every_limit_that_is_raised_to_what_it_says_is_needed() => Prop.ForAll(Plans(), plan =>
    {
        var needed = CapacityReport.Of(plan, Defaults).Exceeded.ToDictionary(exceeded => exceeded.Limit, exceeded => (int)Math.Min(int.MaxValue, Math.Ceiling(exceeded.Needed)));
        int Raised(string limit, int otherwise) => needed.GetValueOrDefault(limit, otherwise);
        var quotas = new ServiceQuotas
        {
            IssueCertificate = Raised("issueCertificate", Defaults.IssueCertificate),
            GetCertificate = Raised("getCertificate", Defaults.GetCertificate),
            CertificatesPerAuthority = Raised("certificatesPerAuthority", Defaults.CertificatesPerAuthority),
            RegisterThing = Raised("registerThing", Defaults.RegisterThing),
            RegisterCertificate = Raised("registerCertificate", Defaults.RegisterCertificate),
            AttachPolicy = Raised("attachPolicy", Defaults.AttachPolicy),
            CreateThing = Raised("createThing", Defaults.CreateThing),
        };
        return CapacityReport.Of(plan with { RequestsPerSecond = Raised("requestsPerSecond", plan.RequestsPerSecond) }, quotas).Exceeded.IsEmpty;
    }).Check();

    [Fact]
    public void charges_no_less_for_more_certificates() => Prop.ForAll(Numbers(0, 50_000), Numbers(1, 50_000), (some, more) =>
        AuthorityPrices.Certificates(AuthorityUsage.GeneralPurpose, some + more) > AuthorityPrices.Certificates(AuthorityUsage.GeneralPurpose, some)).Check();

    private static Arbitrary<int> Numbers(int least, int most) => Arb.From(Gen.Choose(least, most));

    private static Arbitrary<FleetPlan> Plans() => Arb.From(
        from fleet in Gen.Choose(1, 5_000_000)
        from hours in Gen.Choose(1, 1000)
        from device in Gen.Choose(1, 730)
        from times in Gen.Choose(2, 10)
        from direct in Gen.Elements(RegistrationModes.Jitp, RegistrationModes.Direct)
        select new FleetPlan { FleetSize = fleet, RampHours = hours, DeviceValidityDays = device, AuthorityValidityDays = device * times, Registration = direct });
}
