using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Infra.Local.Aws;
using Infra.Local.Iam;
using Infra.Local.Sqs;

namespace Infra.Local.Functions;

/// <summary>
/// Asynchronous invocation (Lambda Developer Guide, "Invoking a Lambda function asynchronously"): an event that the function fails on is tried twice
/// more, then goes to the function's dead-letter queue, under the function's role.
/// </summary>
/// <param name="functions">Who is invoked.</param>
/// <param name="iam">Whether a function's role may keep what it failed on.</param>
/// <param name="queues">Where that is kept.</param>
/// <param name="faults">Operation <c>InvokeAsync NAME</c> of service <c>lambda</c>.</param>
/// <param name="pause">Before the first retry; twice as long before the second. Lambda waits one minute and two.</param>
internal sealed class EventInvoker(DeployedFunctions functions, DeployedIam iam, Queues queues, Faults faults, TimeSpan pause) : IEventInvoker, IAsyncDisposable
{
    private const int Retries = 2;
    private const int LongestErrorMessage = 1024;
    private const string SendMessage = "sqs:SendMessage";

    private static readonly AwsReply Taken = new(202, "application/json", default);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, bool> underWay = new();

    public async Task<string?> HandOverAsync(
        string functionArn, string servicePrincipal, RequestContext source, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var function = functions.Find("", functionArn);
        if (function?.Permits(servicePrincipal, source) != true)
        {
            return $"User: {servicePrincipal} is not authorized to perform: lambda:InvokeFunction on resource: {functionArn}";
        }
        try
        {
            await faults.AroundAsync("lambda", $"InvokeAsync {function.Settings.Name}", () => Task.FromResult(Taken), cancellationToken);
        }
        catch (AwsException refusal)
        {
            return refusal.Message;
        }
        Take(function, payload);
        return null;
    }

    /// <summary>Takes an event from who may invoke the function.</summary>
    /// <returns>The id of the request.</returns>
    public string Take(DeployedFunction function, ReadOnlyMemory<byte> payload)
    {
        var requestId = Guid.NewGuid().ToString();
        var run = Task.Run(() => RunAsync(function, payload, requestId, stopping.Token), CancellationToken.None);
        underWay[run] = true;
        _ = run.ContinueWith(done => underWay.TryRemove(done, out _), TaskScheduler.Default);
        return requestId;
    }

    /// <summary>Waits until every event that was handed over has met its end.</summary>
    public Task IdleAsync() => Task.WhenAll(underWay.Keys);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        try { await Task.WhenAll(underWay.Keys); }
        catch (OperationCanceledException) { /* The cloud goes down, and events on their way with it. */ }
        stopping.Dispose();
    }

    private async Task RunAsync(DeployedFunction function, ReadOnlyMemory<byte> payload, string requestId, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var result = await TryAsync(function, payload, cancellationToken);
            if (result.Error is null) { return; }
            if (retry == Retries)
            {
                Keep(function.Settings, payload, requestId, result);
                return;
            }
            await Task.Delay(pause * (retry + 1), cancellationToken);
        }
    }

    /// <summary>An environment that cannot be started, such as for a role that is gone, is a failed try as well.</summary>
    private static async Task<FunctionResult> TryAsync(DeployedFunction function, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            return await function.InvokeAsync(payload, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return FunctionResult.Failed(fault.GetType().Name, fault.Message);
        }
    }

    // The attributes of the message: Lambda Developer Guide, "Adding a dead-letter queue"; 200 is the status with which a function's own error comes.
    private void Keep(FunctionSettings settings, ReadOnlyMemory<byte> payload, string requestId, FunctionResult result)
    {
        if (settings.DeadLetterQueueArn is not { } arn || queues.Find(arn) is not { } queue
            || !iam.Allows(iam.Role(settings.RoleArn, settings.Name), SendMessage, arn, RequestContext.Of(("aws:RequestedRegion", settings.Region))))
        {
            return;
        }
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, MessageAttribute>(StringComparer.Ordinal);
        attributes["RequestID"] = new("String", requestId);
        attributes["ErrorCode"] = new("Number", "200");
        if (result.ErrorMessage is { Length: > 0 } message) { attributes["ErrorMessage"] = new("String", message[..Math.Min(message.Length, LongestErrorMessage)]); }
        queue.Send(Encoding.UTF8.GetString(payload.Span), attributes.ToImmutable());
    }
}
