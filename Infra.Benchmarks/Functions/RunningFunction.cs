using System.Diagnostics;

namespace Infra.Benchmarks.Functions;

/// <summary>A candidate's process, and the events it is given. The Runtime API is its own: the last poll of one before must not take its event.</summary>
internal sealed class RunningFunction : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly RuntimeApi _api;
    private readonly string _name;
    private readonly long _startedAt;

    private RunningFunction(Process process, RuntimeApi api, string name, long startedAt) =>
        (_process, _api, _name, _startedAt) = (process, api, name, startedAt);

    public int ProcessId => _process.Id;

    public static RunningFunction Start(Candidate candidate, string dynamoDb, string table)
    {
        var api = new RuntimeApi();
        var start = new ProcessStartInfo(candidate.Program, candidate.Arguments) { RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in Variables(api, dynamoDb, table)) { start.Environment[name] = value; }
        var startedAt = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return new(process, api, candidate.Name, startedAt);
    }

    /// <summary>The first event: how long until the function asked for it, and until it had answered, both from the process's start.</summary>
    public async Task<(TimeSpan Asked, TimeSpan Answered)> FirstAsync(string @event)
    {
        var answer = await InvokeAsync(@event);
        return (Stopwatch.GetElapsedTime(_startedAt, _api.AskedAt), Stopwatch.GetElapsedTime(_startedAt, answer.At));
    }

    /// <summary>A further event: how long it took.</summary>
    public async Task<TimeSpan> NextAsync(string @event)
    {
        var handedAt = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(handedAt, (await InvokeAsync(@event)).At);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _api.Dispose();
    }

    private static IEnumerable<(string Name, string Value)> Variables(RuntimeApi api, string dynamoDb, string table) =>
    [
        ("_HANDLER", "authorizer"),
        ("DEVICE_TABLE", table),
        ("AWS_LAMBDA_RUNTIME_API", api.Authority),
        ("AWS_ENDPOINT_URL", dynamoDb),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "bench"),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"),
    ];

    private async Task<RuntimeApi.Answer> InvokeAsync(string @event)
    {
        using var patience = new CancellationTokenSource(_patience);
        RuntimeApi.Answer answer;
        try
        {
            answer = await _api.InvokeAsync(@event, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new BenchmarkException($"'{_name}' did not answer within {_patience.TotalSeconds:0} s; run its command by hand to see why");
        }

        return answer.Failed ? throw new BenchmarkException($"'{_name}' failed: {answer.Text}") : answer;
    }
}
