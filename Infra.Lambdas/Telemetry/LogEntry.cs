using Infra.Identity;

namespace Infra.Lambdas.Telemetry;

/// <summary>What one invocation leaves in the log.</summary>
/// <param name="RequestId">The invocation's id.</param>
/// <param name="Outcome">A stable code.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record LogEntry(string RequestId, string Outcome, TimeSpan Duration)
{
    /// <summary>Whom it was about, once that is known.</summary>
    public DeviceId? Device { get; init; }

    /// <summary>Which CSR it was about, once that is known.</summary>
    public Sha256Digest? CsrSha256 { get; init; }

    /// <summary>Which certificate or claim it was about, by its id in AWS IoT.</summary>
    public string? CertificateId { get; init; }

    /// <summary>Who asked, as AWS has authenticated them.</summary>
    public string? Caller { get; init; }

    /// <summary>By which application of a user pool they asked.</summary>
    public string? CallerClient { get; init; }

    /// <summary>Under which name they signed in to the user pool.</summary>
    public string? CallerName { get; init; }

    /// <summary>How many days the region's CA has left, where the line is to say so.</summary>
    public int? AuthorityDaysLeft { get; init; }

    /// <summary>What went wrong on our side. A refusal is no fault.</summary>
    public Exception? Fault { get; init; }
}
