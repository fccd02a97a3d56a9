using System.Runtime.CompilerServices;

namespace Infra.Tools.Devices.Manifests;

/// <summary>A manifest of certificates whose subjects name the devices.</summary>
internal sealed class CommonNameManifest(IManifest manifest) : IManifest
{
    public long? Length => manifest.Length;

    public long Offset => manifest.Offset;

    public ManifestMark Mark() => manifest.Mark();

    public async IAsyncEnumerable<ManifestEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in manifest.ReadAsync(cancellationToken)) { yield return entry.Fault is null ? Named(entry with { DeviceId = null }) : entry; }
    }

    public void Dispose() => manifest.Dispose();

    private static ManifestEntry Named(ManifestEntry entry)
    {
        var (name, why) = EntryCertificate.CommonNameOf(entry);
        return why is null ? entry with { DeviceId = name } : entry with { Fault = why };
    }
}
