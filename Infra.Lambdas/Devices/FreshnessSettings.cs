using Infra.Identity.Contracts;
using Infra.Identity.Requests;
using Infra.Lambdas.Hosting;

namespace Infra.Lambdas.Devices;

/// <summary>How the functions that admit requests read how old one may be.</summary>
internal static class FreshnessSettings
{
    public static FreshnessRule Read(SettingsReader settings) => new(
        TimeSpan.FromSeconds(settings.WholeNumber(EnvironmentVariables.FreshnessSeconds, 0, 86_400)),
        TimeSpan.FromSeconds(settings.WholeNumber(EnvironmentVariables.ClockSkewSeconds, 0, 3_600)));
}
