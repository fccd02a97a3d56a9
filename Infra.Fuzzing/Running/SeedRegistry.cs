using Infra.Fuzzing.Requests;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Ports;

namespace Infra.Fuzzing.Running;

/// <summary>The device table of a run: the owners of the good seeds, ready, each with its key. Whatever gets past the rules finds its record.</summary>
internal sealed class SeedRegistry(IEnumerable<SeedRequest> seeds) : IDeviceRegistry
{
    private readonly Dictionary<string, byte[]> _keys = seeds.Select(seed => seed.Owner).OfType<SeedOwner>().DistinctBy(owner => owner.Device)
        .ToDictionary(owner => owner.Device, owner => owner.SubjectPublicKeyInfo);

    /// <summary>The recorded key of a device, or null.</summary>
    public byte[]? KeyOf(string device) => _keys.GetValueOrDefault(device);

    public Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken) =>
        Task.FromResult(KeyOf(device.ToString()) is { } key ? new DeviceRecord(Convert.ToBase64String(key), DeviceStatuses.Ready) : null);
}
