using System.Collections.Immutable;

namespace Infra;

/// <summary>What happens at preview where the declared fleet exceeds the declared quotas.</summary>
public static class QuotaChecks
{
    /// <summary>The preview fails.</summary>
    public const string Fail = "fail";

    /// <summary>The preview warns, such as while a raise is under way.</summary>
    public const string Warn = "warn";

    /// <summary>Both.</summary>
    public static ImmutableArray<string> All { get; } = [Fail, Warn];
}
