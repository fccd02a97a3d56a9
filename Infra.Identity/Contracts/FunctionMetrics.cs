namespace Infra.Identity.Contracts;

/// <summary>The metrics that every function writes with its log lines: names that alarms and dashboards ask for.</summary>
public static class FunctionMetrics
{
    /// <summary>The CloudWatch namespace.</summary>
    public const string Namespace = "Provisioning";

    /// <summary>Dimension: the product line.</summary>
    public const string Sku = "sku";

    /// <summary>Dimension, beside <see cref="Sku"/>: the function, by its handler's name.</summary>
    public const string Handler = "handler";

    /// <summary>Dimension, beside <see cref="Sku"/> and <see cref="Handler"/>: how the run ended, a stable code such as those of <see cref="FunctionOutcomes"/>.</summary>
    public const string Outcome = "outcome";

    /// <summary>Runs.</summary>
    public const string Count = "count";

    /// <summary>Runs in which something went wrong on our side; a refusal is none.</summary>
    public const string Faults = "faults";

    /// <summary>How long a run took.</summary>
    public const string DurationMs = "durationMs";

    /// <summary>Days until the region's CA ends, from the one function that runs without being asked (certificate-retirer).</summary>
    public const string AuthorityDaysLeft = "authorityDaysLeft";
}

/// <summary>Outcomes that operators watch; a function has more.</summary>
public static class FunctionOutcomes
{
    /// <summary>The authorizer let a device through; all its others are refusals.</summary>
    public const string Allowed = "allowed";

    /// <summary>An issuer handed a certificate out.</summary>
    public const string Issued = "issued";

    /// <summary>An issuer was throttled by AWS.</summary>
    public const string Throttled = "throttled";

    /// <summary>An issuer shed load before AWS would have throttled it.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>A device asked for another certificate too soon after its last one.</summary>
    public const string TooSoon = "too_soon";

    /// <summary>A device has as many live certificates as it may have.</summary>
    public const string TooManyCertificates = "too_many_certificates";

    /// <summary>The region's CA is too near its end to issue.</summary>
    public const string AuthorityExpiring = "authority_expiring";
}
