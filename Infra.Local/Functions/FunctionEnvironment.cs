using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.Functions;

/// <summary>
/// One execution environment: a process of the function and the Lambda Runtime API that serves it
/// (Lambda Developer Guide, "Using the Lambda runtime API"). It takes one invocation at a time.
/// </summary>
internal sealed class FunctionEnvironment : IAsyncDisposable
{
    // Lambda gives an environment's start 10 s; a machine that also builds and runs everything else gets more.
    private static readonly TimeSpan initTimeout = TimeSpan.FromSeconds(30);

    private readonly FunctionSettings function;
    private readonly FunctionLog log;
    private readonly long startedAt = Stopwatch.GetTimestamp();
    private readonly Channel<PendingInvocation> next = Channel.CreateUnbounded<PendingInvocation>();
    private readonly TaskCompletionSource<FunctionResult> died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoopbackServer runtimeApi;
    private Process? process;
    private volatile PendingInvocation? current;
    private TimeSpan? initDuration;
    private bool initReported;
    private bool disposed;

    private FunctionEnvironment(FunctionSettings function, FunctionLog log)
    {
        (this.function, this.log) = (function, log);
        runtimeApi = new(ServeAsync);
    }

    /// <summary>Whether another invocation may be given to it.</summary>
    public bool IsAlive => !died.Task.IsCompleted;

    public static async Task<FunctionEnvironment> StartAsync(
        FunctionSettings function, RoleCredentials credentials, Uri awsEndpoint, FunctionLog log, CancellationToken cancellationToken)
    {
        var environment = new FunctionEnvironment(function, log);
        try
        {
            await environment.runtimeApi.StartAsync(cancellationToken);
            environment.StartProcess(credentials, awsEndpoint);
            return environment;
        }
        catch (Exception fault)
        {
            await environment.DisposeAsync();
            if (fault is not System.ComponentModel.Win32Exception) { throw; }
            throw new InvalidOperationException(
                $"function '{function.Name}' cannot be started: {function.Executable}: {fault.Message}; run ./infra package to publish it anew", fault);
        }
    }

    /// <summary>Hands an event over and waits for the answer. It always ends: by the function, by its timeout, or by the process's death.</summary>
    public async Task<FunctionResult> InvokeAsync(ReadOnlyMemory<byte> payload)
    {
        var invocation = new PendingInvocation(Guid.NewGuid().ToString(), payload);
        current = invocation;
        next.Writer.TryWrite(invocation);
        if (!await EndsAsync(invocation.PickedUp, initTimeout))
        {
            Die(FunctionResult.Failed("Sandbox.Timedout", $"the function '{function.Name}' did not ask for an event within {initTimeout.TotalSeconds:0} s"));
        }
        if (!await EndsAsync(invocation.Result, function.Timeout))
        {
            Die(FunctionResult.Failed("Sandbox.Timedout", string.Create(CultureInfo.InvariantCulture,
                $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {invocation.RequestId} Task timed out after {function.Timeout.TotalSeconds:0.00} seconds")));
        }
        var result = invocation.Result.IsCompleted ? await invocation.Result : await died.Task;
        current = null;
        Report(invocation, result);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true)) { return; }
        Die(FunctionResult.Failed("Sandbox.Stopped", "the local cloud is stopping"));
        if (process is not null)
        {
            // Also one that reported its own failure and stayed.
            Kill(process);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        await runtimeApi.DisposeAsync();
    }

    /// <summary>Whether it happens in time; the environment's death ends the wait as well.</summary>
    private async Task<bool> EndsAsync(Task what, TimeSpan within)
    {
        try
        {
            await Task.WhenAny(what, died.Task).WaitAsync(within);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void StartProcess(RoleCredentials credentials, Uri awsEndpoint)
    {
        var start = new ProcessStartInfo(function.Executable)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(function.Executable),
        };
        // Nothing of this process's surroundings reaches a function but where programs are found.
        start.Environment.Clear();
        foreach (var (name, value) in function.Environment) { start.Environment[name] = value; }
        foreach (var (name, value) in LambdaVariables.Of(function, credentials, awsEndpoint, runtimeApi.Authority, log.Stream)) { start.Environment[name] = value; }

        var starting = new Process { StartInfo = start, EnableRaisingEvents = true };
        starting.OutputDataReceived += (_, line) => log.Append(line.Data);
        starting.ErrorDataReceived += (_, line) => log.Append(line.Data);
        starting.Exited += (_, _) => ExitedByItself(starting);
        starting.Start();
        starting.BeginOutputReadLine();
        starting.BeginErrorReadLine();
        process = starting;
    }

    private async Task ServeAsync(HttpContext http)
    {
        const string root = "/2018-06-01/runtime/";
        var path = http.Request.Path.Value ?? "";
        switch (http.Request.Method, path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..].Split('/') : [])
        {
            case ("GET", ["invocation", "next"]):
                await SendNextAsync(http);
                break;
            case ("POST", ["invocation", var id, "response"]) when Current(id) is { } invocation:
                await AcceptAsync(http, body => invocation.End(new(body, Error: null)));
                break;
            case ("POST", ["invocation", var id, "error"]) when Current(id) is { } invocation:
                await AcceptAsync(http, body => invocation.End(new(body, "Unhandled")));
                break;
            case ("POST", ["init", "error"]):
                await AcceptAsync(http, body => Die(new(body, "Unhandled")));
                break;
            default:
                http.Response.StatusCode = 400;
                await http.Response.WriteAsync("""{"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}""");
                break;
        }
    }

    private async Task SendNextAsync(HttpContext http)
    {
        initDuration ??= Stopwatch.GetElapsedTime(startedAt);
        PendingInvocation invocation;
        try
        {
            invocation = await next.Reader.ReadAsync(http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        invocation.PickUp();
        log.Append($"START RequestId: {invocation.RequestId} Version: $LATEST");
        var headers = http.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = (DateTimeOffset.UtcNow + function.Timeout).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = function.Arn;
        headers["Lambda-Runtime-Trace-Id"] = $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{invocation.RequestId.Replace("-", "", StringComparison.Ordinal)[..24]};Sampled=0";
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = invocation.Payload.Length;
        await http.Response.Body.WriteAsync(invocation.Payload);
    }

    private static async Task AcceptAsync(HttpContext http, Action<byte[]> accept)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        // The 202 first: a function that is told so before its caller is cannot be killed by a stop in between.
        http.Response.StatusCode = 202;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"status":"OK"}""");
        accept(body.ToArray());
    }

    private PendingInvocation? Current(string requestId) => current is { } invocation && invocation.RequestId == requestId ? invocation : null;

    private void ExitedByItself(Process exited)
    {
        // Whoever ended it may have disposed of it by now, and then it has no exit status to ask for.
        if (!IsAlive) { return; }
        try
        {
            Die(FunctionResult.Failed("Runtime.ExitError", $"RequestId: {current?.RequestId} Error: Runtime exited with error: exit status {exited.ExitCode}"));
        }
        catch (InvalidOperationException)
        {
            // Disposed of between the two.
        }
    }

    private void Die(FunctionResult why)
    {
        if (died.TrySetResult(why) && process is { } running) { Kill(running); }
    }

    private static void Kill(Process running)
    {
        try
        {
            running.Kill(entireProcessTree: true);
        }
        catch (Exception exited) when (exited is InvalidOperationException or AggregateException)
        {
            // It has exited by itself, or one of its children while it was ended.
        }
    }

    private void Report(PendingInvocation invocation, FunctionResult result)
    {
        if (result.Error is not null) { log.Append($"{result.Error} {System.Text.Encoding.UTF8.GetString(result.Payload.Span)}"); }
        var duration = invocation.PickedUp.IsCompleted ? Stopwatch.GetElapsedTime(invocation.PickedUpAt) : TimeSpan.Zero;
        var init = !initReported && initDuration is { } first ? string.Create(CultureInfo.InvariantCulture, $"\tInit Duration: {first.TotalMilliseconds:0.00} ms") : "";
        initReported = true;
        log.Append($"END RequestId: {invocation.RequestId}");
        log.Append(string.Create(CultureInfo.InvariantCulture,
            $"REPORT RequestId: {invocation.RequestId}\tDuration: {duration.TotalMilliseconds:0.00} ms\tMemory Size: {function.MemoryMb} MB{init}"));
    }
}
