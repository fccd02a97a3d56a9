using System.Collections.Immutable;

namespace Infra.Tools.Planning;

/// <summary>What a plan's numbers and words may be: what the program's settings allow.</summary>
internal static class PlanLimits
{
    public const int MostDevices = 100_000_000;
    public const int MostHours = 100_000;
    public const int MostDays = 36_500;
    public const int MostRequests = 10_000;

    public const string AcmPca = "acm-pca";

    public static ImmutableArray<string> Issuers { get; } = [AcmPca, "iot-core"];
}
