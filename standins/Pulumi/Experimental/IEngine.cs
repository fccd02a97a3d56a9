namespace Pulumi.Experimental;

/// <summary>The engine as a program or a provider talks to it.</summary>
public interface IEngine
{
    Task LogAsync(LogRequest message);

    Task RequirePulumiVersionAsync(string pulumiVersionRange);
}

public enum LogSeverity
{
    Debug = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

public sealed class LogRequest(LogSeverity severity, string message, Urn? urn = null, int streamId = 0, bool ephemeral = false)
{
    public LogSeverity Severity { get; } = severity;

    public string Message { get; } = message;

    public Urn? Urn { get; } = urn;

    public int StreamId { get; } = streamId;

    public bool Ephemeral { get; } = ephemeral;
}
