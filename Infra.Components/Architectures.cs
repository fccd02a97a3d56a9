using System.Collections.Immutable;

namespace Infra.Components;

/// <summary>Processors that functions run on, in Lambda's spelling.</summary>
public static class Architectures
{
    /// <summary>Intel and AMD.</summary>
    public const string X64 = "x86_64";

    /// <summary>Graviton.</summary>
    public const string Arm64 = "arm64";

    /// <summary>Both.</summary>
    public static ImmutableArray<string> All { get; } = [X64, Arm64];
}
