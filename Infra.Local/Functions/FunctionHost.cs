namespace Infra.Local.Functions;

/// <summary>How functions are run.</summary>
/// <param name="Executable">Path of the published <c>bootstrap</c>.</param>
/// <param name="MaxEnvironments">Environments per function; further invocations wait for a free one.</param>
internal sealed record FunctionHost(string Executable, int MaxEnvironments);
