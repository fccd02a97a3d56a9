using Infra.Lambdas.Hosting;
using Infra.Lambdas.Ports;

namespace Infra.Lambdas.Issuing;

/// <summary>One run's work on one record that it holds.</summary>
internal sealed class LedgerRun
{
    /// <summary>Clocks of two hosts may differ by this much.</summary>
    private static readonly TimeSpan _clockSkew = TimeSpan.FromSeconds(2);

    private readonly IIssuanceLedger _ledger;
    private readonly DeviceAllowance _allowance;
    private readonly LedgerHold _hold;
    private bool _released;

    private LedgerRun(IIssuanceLedger ledger, DeviceAllowance allowance, LedgerHold hold, IssuanceRecord record, Invocation invocation)
    {
        _ledger = ledger;
        _allowance = allowance;
        _hold = hold;
        Record = record;
        Invocation = invocation;
    }

    /// <summary>The record as last written.</summary>
    public IssuanceRecord Record { get; private set; }

    /// <summary>The invocation that this run is.</summary>
    public Invocation Invocation { get; }

    /// <summary>Opens the record of a CSR. Null: another run is at it.</summary>
    /// <remarks>The hold ends when Lambda will have ended the invocation, so whoever comes later is never beside a run that still works.</remarks>
    public static async Task<LedgerRun?> OpenAsync(
        IIssuanceLedger ledger, DeviceAllowance allowance, IssuanceKey key, Invocation invocation, TimeProvider time, CancellationToken cancellationToken)
    {
        var hold = new LedgerHold(invocation.RequestId, time.GetUtcNow(), invocation.Deadline + _clockSkew);
        var record = await ledger.OpenAsync(key, hold, cancellationToken);
        return record is null ? null : new LedgerRun(ledger, allowance, hold, record, invocation);
    }

    /// <summary>Writes the next step, before it is acted upon.</summary>
    public async Task SaveAsync(IssuanceRecord record, CancellationToken cancellationToken)
    {
        await SettleAsync(record, cancellationToken);
        await _ledger.SaveAsync(record, _hold, cancellationToken);
        Record = record;
    }

    /// <summary>Writes the last step and lets go.</summary>
    public async Task FinishAsync(IssuanceRecord record, CancellationToken cancellationToken)
    {
        await SettleAsync(record, cancellationToken);
        await _ledger.SaveAndReleaseAsync(record, _hold, cancellationToken);
        Record = record;
        _released = true;
    }

    /// <summary>Lets go, so that a retry need not wait for the hold to end. What was written stands.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!_released)
        {
            await FinishAsync(Record, cancellationToken);
        }
    }

    /// <summary>A certificate is on the device's account before its record says that it exists: a run cut short in between does both again.</summary>
    private Task SettleAsync(IssuanceRecord next, CancellationToken cancellationToken) =>
        next is { CertificateId: { } id, NotAfter: { } notAfter } && id != Record.CertificateId
            ? _allowance.SettleAsync(next.Key, next.PlannedAt, id, notAfter, cancellationToken)
            : Task.CompletedTask;
}
