using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Infra.Identity;
using Infra.Tools.Devices.Tables;

namespace Infra.Tests.Tools.Devices;

/// <summary>The device table in memory. It can die at a call, before or after that call's work is done, and let others write in between.</summary>
internal sealed class MemoryDeviceTable : IDeviceTable
{
    private int _calls;

    public ConcurrentDictionary<string, DeviceRecord> Records { get; } = new(StringComparer.Ordinal);

    public int Calls => _calls;

    /// <summary>The number of the call that dies; none by default.</summary>
    public int DiesAt { get; set; } = int.MaxValue;

    public bool DiesAfterItsWork { get; set; }

    /// <summary>What another writer does after each read.</summary>
    public Action AfterRead { get; set; } = () => { };

    public int MostReads { get; init; } = 5;

    public async Task<IReadOnlyDictionary<string, string?>> ReadKeysAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken)
    {
        Assert.Equal(devices.Count, devices.Distinct().Count());
        var found = await CallAsync(() => devices.Select(device => device.ToString()).Where(Records.ContainsKey).ToDictionary(id => id, id => Records[id].PublicKey));
        AfterRead();
        return found;
    }

    public Task WriteAsync(IReadOnlyCollection<DeviceRecord> records, CancellationToken cancellationToken) => CallAsync(() =>
    {
        foreach (var record in records) { Records[record.DeviceId] = record; }
        return true;
    });

    public Task<bool> AddAsync(DeviceRecord record, CancellationToken cancellationToken) => CallAsync(() => Records.TryAdd(record.DeviceId, record));

    public Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken) => Task.FromResult(Records.GetValueOrDefault(device.ToString()));

    public Task<bool> SetStatusAsync(DeviceId device, string status, CancellationToken cancellationToken)
    {
        var isKnown = Records.TryGetValue(device.ToString(), out var record);
        if (isKnown) { Records[record!.DeviceId] = record with { Status = status }; }
        return Task.FromResult(isKnown);
    }

    public async IAsyncEnumerable<DeviceRecord> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var record in Records.Values) { yield return record; }
        await Task.CompletedTask;
    }

    private async Task<T> CallAsync<T>(Func<T> work)
    {
        var call = Interlocked.Increment(ref _calls);
        await Task.Yield();
        if (call >= DiesAt && !(call == DiesAt && DiesAfterItsWork)) { throw new ToolDied(); }
        var result = work();
        return call == DiesAt ? throw new ToolDied() : result;
    }
}

/// <summary>Stands for the end of the process: nothing in the tool catches it.</summary>
internal sealed class ToolDied : Exception;
