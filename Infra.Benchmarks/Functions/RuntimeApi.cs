using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Infra.Benchmarks.Functions;

/// <summary>The Lambda Runtime API (Lambda Developer Guide, "Using the Lambda runtime API") for one process, one event at a time.</summary>
internal sealed class RuntimeApi : IDisposable
{
    private const string Root = "/2018-06-01/runtime";

    private readonly QuietServer _server;
    private readonly BlockingCollection<string> _events = [];
    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>();

    public RuntimeApi() => _server = new(Serve);

    /// <summary>Host and port, as AWS_LAMBDA_RUNTIME_API holds them.</summary>
    public string Authority => _server.Authority;

    /// <summary>When the function last asked for an event, a <see cref="Stopwatch"/> timestamp.</summary>
    public long AskedAt { get; private set; }

    /// <summary>Hands an event to whoever asks for one and returns the answer.</summary>
    public async Task<Answer> InvokeAsync(string @event, CancellationToken cancellationToken)
    {
        _events.Add(@event, cancellationToken);
        return await _answers.Reader.ReadAsync(cancellationToken);
    }

    public void Dispose()
    {
        _server.Dispose();
        _events.CompleteAdding();
    }

    private HttpMessage? Serve(HttpMessage request)
    {
        var now = Stopwatch.GetTimestamp();
        var path = request.Head.Split(' ', 3)[1];
        if (path == $"{Root}/invocation/next")
        {
            AskedAt = now;
            return _events.TryTake(out var @event, Timeout.Infinite) ? Invocation(@event) : null;
        }

        var failed = path.EndsWith("/error", StringComparison.Ordinal);
        if (!failed && !path.EndsWith("/response", StringComparison.Ordinal)) { return new("HTTP/1.1 404 Not Found\r\nContent-Length: 0", []); }
        _answers.Writer.TryWrite(new(Encoding.UTF8.GetString(request.Body), failed, now));
        return new("HTTP/1.1 202 Accepted\r\nContent-Length: 0", []);
    }

    private static HttpMessage Invocation(string @event)
    {
        var body = Encoding.UTF8.GetBytes(@event);
        var deadline = DateTimeOffset.UtcNow.AddSeconds(10).ToUnixTimeMilliseconds();
        return new(string.Create(CultureInfo.InvariantCulture,
            $"""
            HTTP/1.1 200 OK
            Content-Type: application/json
            Content-Length: {body.Length}
            Lambda-Runtime-Aws-Request-Id: {Guid.NewGuid()}
            Lambda-Runtime-Deadline-Ms: {deadline}
            Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:bench
            Lambda-Runtime-Trace-Id: Root=1-00000000-000000000000000000000000;Sampled=0
            """).ReplaceLineEndings("\r\n"), body);
    }

    /// <summary>What the function answered, and when.</summary>
    internal sealed record Answer(string Text, bool Failed, long At);
}
