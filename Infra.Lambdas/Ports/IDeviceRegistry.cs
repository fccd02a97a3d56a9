using Infra.Identity;

namespace Infra.Lambdas.Ports;

/// <summary>The record of what the factory made. Bodies: the DynamoDB global table; memory, for tests. Trusted for: which key is a device's.</summary>
internal interface IDeviceRegistry
{
    /// <summary>The device's record as of the last write in this region, or null.</summary>
    Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken);
}

/// <summary>One device's record, as written.</summary>
/// <param name="PublicKey">Its recorded key, in any form that <see cref="Identity.Keys.RecordedKey"/> reads.</param>
/// <param name="Status">Its status; null counts as ready, since the seed's loaders write none.</param>
internal sealed record DeviceRecord(string? PublicKey, string? Status);
