namespace Infra.Tools;

/// <summary>An end of the command with a message for the person, a code for the program, and always a next step.</summary>
internal sealed class ToolException(int exitCode, string code, string message, string hint) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string Code { get; } = code;

    /// <summary>What to do next; where nothing is to be done, that.</summary>
    public string Hint { get; } = hint;
}
