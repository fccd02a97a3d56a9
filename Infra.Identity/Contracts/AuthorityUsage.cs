using System.Collections.Immutable;

namespace Infra.Identity.Contracts;

/// <summary>What an ACM Private CA issues (its usage mode).</summary>
/// <param name="Name">The name in settings.</param>
/// <param name="UsageMode">The name in ACM PCA.</param>
/// <param name="DefaultDeviceDays">Device certificates' life where none is asked for; for short-lived CAs also the bound.</param>
public sealed record AuthorityUsage(string Name, string UsageMode, int DefaultDeviceDays)
{
    /// <summary>Certificates of any validity.</summary>
    public static AuthorityUsage GeneralPurpose { get; } = new("general-purpose", "GENERAL_PURPOSE", 365);

    /// <summary>Certificates of at most seven days, at a lower price; ACM PCA then offers no revocation.</summary>
    public static AuthorityUsage ShortLived { get; } = new("short-lived", "SHORT_LIVED_CERTIFICATE", 7);

    /// <summary>The names of both.</summary>
    public static ImmutableArray<string> Names { get; } = [GeneralPurpose.Name, ShortLived.Name];

    /// <summary>The mode of a name in settings.</summary>
    public static AuthorityUsage Parse(string name) =>
        name == GeneralPurpose.Name ? GeneralPurpose
        : name == ShortLived.Name ? ShortLived
        : throw new ArgumentException($"'{name}' is no usage mode; choose one of {string.Join(", ", Names)}", nameof(name));
}
