using Infra.Lambdas.Ports;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>What a ledger in memory keeps, apart from the processes that use it.</summary>
internal sealed class LedgerStore
{
    public Dictionary<IssuanceKey, (IssuanceRecord Record, string Holder, DateTimeOffset Until)> Items { get; } = [];

    public Lock Lock { get; } = new();
}

/// <summary>An issuance ledger in memory, as one process sees it.</summary>
internal sealed class MemoryLedger(LedgerStore store, Process process) : IIssuanceLedger
{
    public Task<IssuanceRecord?> OpenAsync(IssuanceKey key, LedgerHold hold, CancellationToken cancellationToken) => Task.FromResult(process.Call(() =>
    {
        lock (store.Lock)
        {
            if (!store.Items.TryGetValue(key, out var item))
            {
                item = (new IssuanceRecord(key, IssuanceStep.Planned, WholeSeconds(hold.From)), hold.Holder, hold.Until);
            }
            else if (item.Until > hold.From && item.Holder != hold.Holder)
            {
                return null;
            }

            store.Items[key] = (item.Record, hold.Holder, hold.Until);
            return item.Record;
        }
    }));

    public Task SaveAsync(IssuanceRecord record, LedgerHold hold, CancellationToken cancellationToken) => SaveAsync(record, hold, hold.Until);

    public Task SaveAndReleaseAsync(IssuanceRecord record, LedgerHold hold, CancellationToken cancellationToken) =>
        SaveAsync(record, hold, DateTimeOffset.UnixEpoch);

    private Task SaveAsync(IssuanceRecord record, LedgerHold hold, DateTimeOffset until)
    {
        process.Call(() =>
        {
            lock (store.Lock)
            {
                if (!store.Items.TryGetValue(record.Key, out var item) || item.Holder != hold.Holder)
                {
                    throw new HoldLostException(record.Key);
                }

                store.Items[record.Key] = (
                    record with { PlannedAt = WholeSeconds(record.PlannedAt), NotAfter = record.NotAfter is { } end ? WholeSeconds(end) : null },
                    hold.Holder,
                    until);
            }
        });
        return Task.CompletedTask;
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
