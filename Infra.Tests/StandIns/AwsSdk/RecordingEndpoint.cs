using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Infra.Tests.StandIns.AwsSdk;

/// <summary>An HTTP endpoint on loopback that keeps what it is asked and answers what it was told, in turn.</summary>
internal sealed class RecordingEndpoint : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Queue<Answer> answers = new();
    private readonly List<Received> received = [];

    private RecordingEndpoint(WebApplication app) => this.app = app;

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The one request that came.</summary>
    public Received Single => Assert.Single(All);

    public IReadOnlyList<Received> All
    {
        get
        {
            lock (received)
            {
                return [.. received];
            }
        }
    }

    public static async Task<RecordingEndpoint> StartAsync(params Answer[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var endpoint = new RecordingEndpoint(builder.Build());
        foreach (var answer in answers)
        {
            endpoint.answers.Enqueue(answer);
        }

        endpoint.app.Run(endpoint.HandleAsync);
        await endpoint.app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        Answer answer;
        lock (received)
        {
            received.Add(new Received(
                context.Request.Method,
                target[0],
                target is [_, var query] ? query : "",
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                Encoding.UTF8.GetString(body.ToArray())));
            answer = answers.TryDequeue(out var next) ? next : new Answer("{}");
        }

        if (answer.Never)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-RequestId"] = "request-1";
        if (answer.ErrorType is not null)
        {
            context.Response.Headers["x-amzn-ErrorType"] = answer.ErrorType;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}

/// <summary>What the endpoint answers; <see cref="Never"/> holds the connection until the client gives up.</summary>
internal sealed record Answer(string Body, int Status = 200, string? ErrorType = null, bool Never = false);

/// <summary>A request as it came over the wire, undecoded.</summary>
internal sealed record Received(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Header(string name) => Headers.TryGetValue(name, out var value) ? value : "";
}
