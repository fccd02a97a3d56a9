using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The log on standard output: time, request id, level, message, tabs between.</summary>
internal sealed class ConsoleLog(string requestId) : ILambdaLogger
{
    public void Log(string message) => Console.Write(message);

    public void LogLine(string message) => WriteLine(requestId, nameof(LogLevel.Information), message);

    public void Log(string level, string message) => WriteLine(requestId, level, message);

    public static void WriteLine(string requestId, string level, string message)
    {
        var shortLevel = level switch
        {
            nameof(LogLevel.Trace) => "trce",
            nameof(LogLevel.Debug) => "dbug",
            nameof(LogLevel.Information) => "info",
            nameof(LogLevel.Warning) => "warn",
            nameof(LogLevel.Error) => "fail",
            nameof(LogLevel.Critical) => "crit",
            _ => level,
        };
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        Console.Out.WriteLine($"{time}\t{requestId}\t{shortLevel}\t{message}");
    }
}
