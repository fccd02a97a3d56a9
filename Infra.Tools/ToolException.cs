namespace Infra.Tools;

/// <summary>An end of the command with a message for the person and a code for the program.</summary>
internal sealed class ToolException(int exitCode, string code, string message, string? hint = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string Code { get; } = code;

    /// <summary>What to do next.</summary>
    public string? Hint { get; } = hint;
}
