namespace Infra.Tools.Devices.Manifests;

/// <summary>
/// An entry that is not imported, as the reject file names it. The entry itself is not copied: a factory's mistake may have put a private key
/// into it, and the line number leads there.
/// </summary>
internal sealed record Reject(long Line, string? File, string? DeviceId, string Code, string Message)
{
    // Whatever the manifest holds where an id should be, the reject file stays a file of short lines.
    private const int MostShown = 80;

    public static Reject Of(ManifestEntry entry, string code, string message) => new(entry.Line, entry.File, Shown(entry.DeviceId), code, message);

    public static string? Shown(string? value) => value is { Length: > MostShown } ? value[..MostShown] + "..." : value;
}
