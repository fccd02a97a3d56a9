using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices.Importing;

/// <summary>
/// Which devices the batches under way are about. A manifest may name one device twice; were both entries under way at once, each would find no
/// record and the last to write would replace the first.
/// </summary>
internal sealed class DevicesUnderWay
{
    private readonly Queue<(Task Batch, string[] Devices)> _batches = new();
    private readonly Dictionary<string, Task> _holders = [];

    /// <summary>Waits for every earlier batch about one of these devices.</summary>
    public async Task WaitForAsync(IReadOnlyList<ManifestEntry> entries)
    {
        Forget();
        foreach (var entry in entries)
        {
            // A batch that fails is told of where its outcome is awaited.
            if (entry.DeviceId is not null && _holders.TryGetValue(entry.DeviceId, out var batch)) { await Task.WhenAny(batch); }
        }
    }

    public void Add(Task batch, IReadOnlyList<ManifestEntry> entries)
    {
        string[] devices = [.. entries.Select(entry => entry.DeviceId).OfType<string>().Distinct()];
        _batches.Enqueue((batch, devices));
        foreach (var device in devices) { _holders[device] = batch; }
    }

    private void Forget()
    {
        while (_batches.TryPeek(out var oldest) && oldest.Batch.IsCompleted)
        {
            _batches.Dequeue();
            foreach (var device in oldest.Devices)
            {
                if (_holders.TryGetValue(device, out var holder) && ReferenceEquals(holder, oldest.Batch)) { _holders.Remove(device); }
            }
        }
    }
}
