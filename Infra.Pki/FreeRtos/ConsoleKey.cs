using Infra.Identity.Keys;

namespace Infra.Pki.FreeRtos;

/// <summary>A public key that a board printed.</summary>
/// <param name="Key">The key, on its curve.</param>
/// <param name="Line">Line of the log that announces it, from 1.</param>
/// <param name="RecommendedName">The subject's common name that the firmware recommends in the same log. Null: it names none.</param>
public sealed record ConsoleKey(DeviceKey Key, int Line, string? RecommendedName);
