using System.Collections.Concurrent;
using Infra.Identity;
using Infra.Lambdas.Ports;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>A device registry in memory.</summary>
internal sealed class MemoryDeviceRegistry : IDeviceRegistry
{
    private readonly ConcurrentDictionary<DeviceId, DeviceRecord> _records = new();

    public int Lookups { get; private set; }

    /// <summary>What a lookup throws, if anything.</summary>
    public Exception? Failure { get; set; }

    public void Put(string device, DeviceRecord record) => _records[DeviceId.Parse(device)] = record;

    public Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken)
    {
        Lookups++;
        return Failure is null ? Task.FromResult(_records.GetValueOrDefault(device)) : Task.FromException<DeviceRecord?>(Failure);
    }
}
