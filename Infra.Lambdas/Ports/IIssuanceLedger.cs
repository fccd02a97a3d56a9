using Infra.Identity;

namespace Infra.Lambdas.Ports;

/// <summary>
/// The write-ahead record of every issuance, one per (device, CSR): each step is written before the next is taken, so that a
/// run that was cut short is resumed and not repeated. At most one run works on a record at a time.
/// Bodies: DynamoDB with conditional writes; memory, for tests.
/// </summary>
internal interface IIssuanceLedger
{
    /// <summary>Takes hold of a record, making it if there is none. Null: another run holds it.</summary>
    Task<IssuanceRecord?> OpenAsync(IssuanceKey key, LedgerHold hold, CancellationToken cancellationToken);

    /// <summary>Writes a record that this run holds.</summary>
    /// <exception cref="HoldLostException">Another run holds it by now.</exception>
    Task SaveAsync(IssuanceRecord record, LedgerHold hold, CancellationToken cancellationToken);

    /// <summary>Writes a record and lets go of it.</summary>
    /// <exception cref="HoldLostException">Another run holds it by now.</exception>
    Task SaveAndReleaseAsync(IssuanceRecord record, LedgerHold hold, CancellationToken cancellationToken);
}

/// <summary>Whose request it is, and which.</summary>
internal sealed record IssuanceKey(DeviceId Device, Sha256Digest CsrSha256);

/// <summary>A run's claim on a record.</summary>
/// <param name="Holder">The invocation's id.</param>
/// <param name="From">Now: a claim that ended before is void.</param>
/// <param name="Until">When Lambda will have ended the invocation.</param>
internal sealed record LedgerHold(string Holder, DateTimeOffset From, DateTimeOffset Until);

/// <summary>How far an issuance has come.</summary>
internal enum IssuanceStep
{
    /// <summary>Nothing was asked of the authority yet, or its answer was never recorded.</summary>
    Planned,

    /// <summary>The authority took the request.</summary>
    Requested,

    /// <summary>The certificate exists.</summary>
    Issued,

    /// <summary>The certificate is active in AWS IoT, with thing and policy.</summary>
    Registered,
}

/// <summary>One issuance.</summary>
internal sealed record IssuanceRecord(IssuanceKey Key, IssuanceStep Step, DateTimeOffset PlannedAt)
{
    /// <summary>How long a record without a certificate is kept.</summary>
    public static readonly TimeSpan KeepUnfinished = TimeSpan.FromDays(7);

    /// <summary>The authority's name for the certificate, from <see cref="IssuanceStep.Requested"/> on.</summary>
    public string? CertificateArn { get; init; }

    /// <summary>The certificate's id in AWS IoT, once it is known there.</summary>
    public string? CertificateId { get; init; }

    /// <summary>The end of the certificate's life, from <see cref="IssuanceStep.Issued"/> on.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>When the record has served its purpose.</summary>
    public DateTimeOffset ExpiresAt => NotAfter ?? PlannedAt + KeepUnfinished;

    /// <summary>The record as if nothing had been asked for: its certificate is of no use any more.</summary>
    public IssuanceRecord PlannedAnew(DateTimeOffset at) => new(Key, IssuanceStep.Planned, at);
}

/// <summary>A run outlived its hold, and another took over.</summary>
internal sealed class HoldLostException(IssuanceKey key)
    : Exception($"the record of device {key.Device}, CSR {key.CsrSha256} is held by another run");
