namespace Amazon.Lambda.Core;

/// <summary>Levels of <see cref="ILambdaLogger"/>.</summary>
public enum LogLevel
{
    Trace = 0,
    Debug = 1,
    Information = 2,
    Warning = 3,
    Error = 4,
    Critical = 5,
}

/// <summary>Writes to the function's log.</summary>
public interface ILambdaLogger
{
    /// <summary>As it is: no prefix, no line end.</summary>
    void Log(string message);

    /// <summary>One line, with time, request id and level before it.</summary>
    void LogLine(string message);

    void Log(string level, string message) => LogLine(message);
    void Log(LogLevel level, string message) => Log(level.ToString(), message);
    void LogInformation(string message) => Log(nameof(LogLevel.Information), message);
    void LogWarning(string message) => Log(nameof(LogLevel.Warning), message);
    void LogError(string message) => Log(nameof(LogLevel.Error), message);
}
