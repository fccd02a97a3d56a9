using System.Security.Cryptography.X509Certificates;
using Infra.Identity;

namespace Infra.Tools.Devices.Importing;

/// <summary>What an import does with every entry alike.</summary>
internal sealed record ImportSettings
{
    /// <summary>Product line of entries that name none; those that name another are refused. Default: as the entries say.</summary>
    public SkuName? Sku { get; init; }

    /// <summary>Manufacturing batch of entries that name none.</summary>
    public string? Batch { get; init; }

    /// <summary>When entries that do not say so were registered: one time for the whole import, also for its resumption.</summary>
    public required string RegisteredAt { get; init; }

    /// <summary>Each record is written with a condition, against other writers at the same time.</summary>
    public bool Strict { get; init; }

    /// <summary>Whose certificates are taken. Default: an entry needs none, and one that is there is not asked who signed it.</summary>
    public IReadOnlyList<X509Certificate2>? Issuers { get; init; }

    /// <summary>Nothing is written.</summary>
    public bool DryRun { get; init; }

    /// <summary>How many batches are under way at a time.</summary>
    public int Parallel { get; init; } = 8;
}
