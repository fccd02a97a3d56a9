using System.Collections.Immutable;

namespace Infra.Identity.Contracts;

/// <summary>Lambda runtimes that the functions run on, in Lambda's spelling.</summary>
public static class FunctionRuntimes
{
    /// <summary>The operating system alone: the package is one executable, <c>bootstrap</c>, and the handler says which function it becomes.</summary>
    public const string CustomAl2023 = "provided.al2023";

    /// <summary>
    /// Lambda's own .NET, which Lambda keeps patched: the package holds assemblies, and the handler names the one to run. Which function it becomes
    /// is said by <see cref="EnvironmentVariables.Function"/>.
    /// </summary>
    public const string Dotnet10 = "dotnet10";

    /// <summary>
    /// The handler under <see cref="Dotnet10"/>: a name without a colon is an executable assembly, which the runtime starts by
    /// <c>dotnet exec /var/task/NAME.dll</c>, without arguments (aws-lambda-dotnet, RuntimeSupport/bootstrap.sh).
    /// </summary>
    public const string Assembly = "bootstrap";

    /// <summary>Both.</summary>
    public static ImmutableArray<string> All { get; } = [CustomAl2023, Dotnet10];
}
