using System.Collections.Concurrent;
using System.Net;

namespace Infra.Tests.StandIns.Lambda;

/// <summary>A Lambda Runtime API in memory: hands out events in order, keeps what the function posts, then stays silent.</summary>
internal sealed class RuntimeApiDouble : HttpMessageHandler
{
    private readonly ConcurrentQueue<Event> _events = new();
    private readonly TaskCompletionSource _allAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unanswered;

    public ConcurrentQueue<Post> Posts { get; } = new();

    /// <summary>What the API answers to a posted response. Default: 202, as AWS does.</summary>
    public HttpStatusCode AnswerToResponse { get; init; } = HttpStatusCode.Accepted;

    public RuntimeApiDouble Enqueue(string requestId, string json, params (string Name, string Value)[] headers)
    {
        _events.Enqueue(new Event(requestId, json, headers));
        Interlocked.Increment(ref _unanswered);
        return this;
    }

    /// <summary>Runs a function on this API until it has answered every event, or ended by itself.</summary>
    public async Task ServeAsync(Func<HttpClient, CancellationToken, Task> function)
    {
        using var client = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://runtime.test:9001") };
        using var end = new CancellationTokenSource();
        var running = function(client, end.Token);
        await Task.WhenAny(running, _allAnswered.Task);
        await end.CancelAsync();
        await running;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Get && path == "/2018-06-01/runtime/invocation/next")
        {
            if (_events.TryDequeue(out var next))
            {
                return next.AsResponse();
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        var post = new Post(
            path,
            await request.Content!.ReadAsStringAsync(cancellationToken),
            request.Content.Headers.ContentType?.MediaType,
            request.Headers.TryGetValues("Lambda-Runtime-Function-Error-Type", out var types) ? types.Single() : null);
        Posts.Enqueue(post);
        if (path.StartsWith("/2018-06-01/runtime/invocation/", StringComparison.Ordinal) && Interlocked.Decrement(ref _unanswered) == 0)
        {
            _allAnswered.TrySetResult();
        }

        var status = path.EndsWith("/response", StringComparison.Ordinal) ? AnswerToResponse : HttpStatusCode.Accepted;
        return new HttpResponseMessage(status) { Content = new StringContent("""{"status":"OK"}""") };
    }

    /// <summary>What a function posted.</summary>
    public sealed record Post(string Path, string Body, string? ContentType, string? ErrorType);

    private sealed record Event(string RequestId, string Json, (string Name, string Value)[] Headers)
    {
        public HttpResponseMessage AsResponse()
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Json) };
            response.Headers.Add("Lambda-Runtime-Aws-Request-Id", RequestId);
            foreach (var (name, value) in Headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        }
    }
}
