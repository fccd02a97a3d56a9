namespace Infra.Tools.Devices.Manifests;

/// <summary>A place between two entries, and what came before it: the next line, how many bytes are read, and their SHA-256 (lower-case hex).</summary>
internal sealed record ManifestMark(long Line, long Offset, string PrefixSha256);
