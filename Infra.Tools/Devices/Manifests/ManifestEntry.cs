namespace Infra.Tools.Devices.Manifests;

/// <summary>One device as a manifest names it, read but not yet held against any rule. A missing value is null, not empty.</summary>
/// <param name="Line">Where it starts, from 1; in a folder the file's place in the order of names.</param>
internal sealed record ManifestEntry(long Line)
{
    /// <summary>The file's name, in a folder.</summary>
    public string? File { get; init; }

    public string? DeviceId { get; init; }

    public string? PublicKey { get; init; }

    /// <summary>PEM of a certificate, whose key it is where no other is named.</summary>
    public string? Certificate { get; init; }

    public string? Status { get; init; }

    public string? Sku { get; init; }

    public string? Batch { get; init; }

    public string? RegisteredAt { get; init; }

    /// <summary>What is left to check before the entry is believed, on whichever core has time: a signature. Null: nothing.</summary>
    public Func<Reject?>? Seal { get; init; }

    /// <summary>Why this is no entry at all; then the values are null.</summary>
    public Reject? Fault { get; init; }
}
