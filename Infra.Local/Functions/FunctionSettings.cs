using System.Collections.Immutable;

namespace Infra.Local.Functions;

/// <summary>A function as the program declared it.</summary>
internal sealed record FunctionSettings
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    public required string Region { get; init; }

    public required string RoleArn { get; init; }

    /// <summary>Value of <c>_HANDLER</c>.</summary>
    public required string Handler { get; init; }

    /// <summary>The declared variables, nothing else.</summary>
    public required ImmutableDictionary<string, string> Environment { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required int MemoryMb { get; init; }

    public required string LogGroup { get; init; }

    /// <summary>Where events go that the function failed on; null for nowhere.</summary>
    public string? DeadLetterQueueArn { get; init; }

    /// <summary>The executable that the function's code holds.</summary>
    public required string Executable { get; init; }
}
