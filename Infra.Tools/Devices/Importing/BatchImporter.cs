using System.Security.Cryptography;
using Infra.Identity.Keys;
using Infra.Tools.Devices.Manifests;
using Infra.Tools.Devices.Tables;

namespace Infra.Tools.Devices.Importing;

/// <summary>What became of one batch: every entry is counted once.</summary>
internal sealed record BatchOutcome(ManifestMark End, int Recorded, int Unchanged, IReadOnlyList<Reject> Rejects)
{
    public int Entries => Recorded + Unchanged + Rejects.Count;
}

/// <summary>
/// Imports one batch: checks, reads what the table has, writes what it lacks, and says what became of each entry. A recorded key is never
/// replaced. Doing the same batch again, after a kill at any moment, comes to the same table.
/// </summary>
internal sealed class BatchImporter(IDeviceTable table, ImportSettings settings)
{
    private readonly EntryCheck _check = new(settings);

    public async Task<BatchOutcome> ImportAsync(IReadOnlyList<ManifestEntry> entries, ManifestMark end, CancellationToken cancellationToken)
    {
        var rejects = new List<Reject>();
        var good = new List<CheckedEntry>(entries.Count);
        foreach (var entry in entries)
        {
            var (@checked, reject) = _check.Check(entry);
            if (@checked is not null) { good.Add(@checked); }
            else { rejects.Add(reject!); }
        }

        var devices = good.Select(entry => entry.Device).Distinct().ToArray();
        var recorded = devices.Length > 0 ? await table.ReadKeysAsync(devices, cancellationToken) : new Dictionary<string, string?>();

        // The first entry of a device makes its record; a later one of the same device is held against that.
        var additions = new Dictionary<string, CheckedEntry>();
        foreach (var entry in good)
        {
            if (!recorded.ContainsKey(entry.Record.DeviceId)) { additions.TryAdd(entry.Record.DeviceId, entry); }
        }

        recorded = await WriteAsync(additions, recorded, cancellationToken);
        var (added, unchanged) = (0, 0);
        foreach (var entry in good)
        {
            if (additions.TryGetValue(entry.Record.DeviceId, out var addition) && ReferenceEquals(addition, entry)) { added++; }
            else if (Refusal(entry, addition is null ? recorded[entry.Record.DeviceId] : addition.Record.PublicKey) is { } reject) { rejects.Add(reject); }
            else { unchanged++; }
        }

        rejects.Sort((one, other) => one.Line.CompareTo(other.Line));
        return new(end, added, unchanged, rejects);
    }

    /// <summary>Writes the additions. Those that another writer was faster with are taken out, and come back with the key that is recorded.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> WriteAsync(
        Dictionary<string, CheckedEntry> additions, IReadOnlyDictionary<string, string?> recorded, CancellationToken cancellationToken)
    {
        if (settings.DryRun || additions.Count == 0) { return recorded; }
        if (!settings.Strict)
        {
            await table.WriteAsync([.. additions.Values.Select(entry => entry.Record)], cancellationToken);
            return recorded;
        }

        var results = await Task.WhenAll(additions.Values.Select(async entry => (Entry: entry, Added: await table.AddAsync(entry.Record, cancellationToken))));
        var late = results.Where(result => !result.Added).Select(result => result.Entry).ToArray();
        if (late.Length == 0) { return recorded; }
        foreach (var entry in late) { additions.Remove(entry.Record.DeviceId); }
        var faster = await table.ReadKeysAsync([.. late.Select(entry => entry.Device)], cancellationToken);
        return recorded.Concat(faster).ToDictionary();
    }

    private static Reject? Refusal(CheckedEntry entry, string? recorded)
    {
        if (!RecordedKey.TryDecode(recorded, out var key))
        {
            return Reject.Of(entry.Entry, RejectCodes.RecordedKeyUnreadable, "the device's record has no key that can be read; delete the record to import the device anew");
        }

        // Public keys: no secret is compared here.
        return entry.Key.SubjectPublicKeyInfo.Span.SequenceEqual(key)
            ? null
            : Reject.Of(entry.Entry, RejectCodes.Conflict, $"the device is recorded with another key (SHA-256 {Convert.ToHexStringLower(SHA256.HashData(key))}, this one's is {entry.Key.Sha256})");
    }
}
