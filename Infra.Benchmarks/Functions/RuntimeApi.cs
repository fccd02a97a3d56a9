using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Infra.Benchmarks.Functions;

/// <summary>The Lambda Runtime API (Lambda Developer Guide, "Using the Lambda runtime API") for one process, one event at a time.</summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private const string Root = "/2018-06-01/runtime";

    private readonly WebApplication _server;
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>();

    private RuntimeApi(WebApplication server) => _server = server;

    /// <summary>Host and port, as AWS_LAMBDA_RUNTIME_API holds them.</summary>
    public string Authority => new Uri(_server.Urls.Single()).Authority;

    /// <summary>When the function last asked for an event, a <see cref="Stopwatch"/> timestamp.</summary>
    public long AskedAt { get; private set; }

    public static async Task<RuntimeApi> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var server = builder.Build();
        var api = new RuntimeApi(server);
        server.MapGet($"{Root}/invocation/next", api.SendNextAsync);
        server.MapPost($"{Root}/invocation/{{id}}/response", http => api.AcceptAsync(http, failed: false));
        server.MapPost($"{Root}/invocation/{{id}}/error", http => api.AcceptAsync(http, failed: true));
        server.MapPost($"{Root}/init/error", http => api.AcceptAsync(http, failed: true));
        await server.StartAsync();

        // Its own first request is this server's affair, not the function's.
        using var anybody = new HttpClient();
        using var _ = await anybody.GetAsync(new Uri($"http://{api.Authority}/"));
        return api;
    }

    /// <summary>Hands an event to whoever asks for one and returns the answer.</summary>
    public async Task<Answer> InvokeAsync(string @event, CancellationToken cancellationToken)
    {
        _events.Writer.TryWrite(@event);
        return await _answers.Reader.ReadAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private async Task SendNextAsync(HttpContext http)
    {
        AskedAt = Stopwatch.GetTimestamp();
        string @event;
        try
        {
            @event = await _events.Reader.ReadAsync(http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var headers = http.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = Guid.NewGuid().ToString();
        headers["Lambda-Runtime-Deadline-Ms"] = DateTimeOffset.UtcNow.AddSeconds(10).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:123456789012:function:bench";
        headers["Lambda-Runtime-Trace-Id"] = "Root=1-00000000-000000000000000000000000;Sampled=0";
        http.Response.ContentType = "application/json";
        var body = Encoding.UTF8.GetBytes(@event);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }

    private async Task AcceptAsync(HttpContext http, bool failed)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var answeredAt = Stopwatch.GetTimestamp();
        http.Response.StatusCode = 202;
        await http.Response.CompleteAsync();
        _answers.Writer.TryWrite(new(Encoding.UTF8.GetString(body.ToArray()), failed, answeredAt));
    }

    /// <summary>What the function answered, and when.</summary>
    internal sealed record Answer(string Text, bool Failed, long At);
}
