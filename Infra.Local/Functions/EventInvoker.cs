using System.Collections.Concurrent;
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
        var run = Task.Run(() => RunAsync(function, payload, stopping.Token), CancellationToken.None);
        underWay[run] = true;
        _ = run.ContinueWith(done => underWay.TryRemove(done, out _), TaskScheduler.Default);
        return null;
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

    private async Task RunAsync(DeployedFunction function, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var result = await function.InvokeAsync(payload, cancellationToken);
            if (result.Error is null) { return; }
            if (retry == Retries) { break; }
            await Task.Delay(pause * (retry + 1), cancellationToken);
        }
        var settings = function.Settings;
        if (settings.DeadLetterQueueArn is { } arn && queues.Find(arn) is { } queue
            && iam.Allows(iam.Role(settings.RoleArn, settings.Name), SendMessage, arn, RequestContext.Of(("aws:RequestedRegion", settings.Region))))
        {
            queue.Send(Encoding.UTF8.GetString(payload.Span));
        }
    }
}
