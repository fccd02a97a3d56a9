namespace Infra.Tools.Devices.Manifests;

/// <summary>A manufacturing manifest, read once from front to back in constant memory.</summary>
internal interface IManifest : IDisposable
{
    /// <summary>How many bytes there are; null when that cannot be known before the end.</summary>
    long? Length { get; }

    /// <summary>How many bytes are read, up to the end of the last entry that was handed out.</summary>
    long Offset { get; }

    /// <summary>The place after the last entry that was handed out.</summary>
    ManifestMark Mark();

    /// <summary>The entries in order. What cannot be read as an entry is handed out as one with a fault; a manifest that cannot be read on ends in a <see cref="ToolException"/>.</summary>
    IAsyncEnumerable<ManifestEntry> ReadAsync(CancellationToken cancellationToken);
}
