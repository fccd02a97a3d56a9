using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Infra.Local.Cloud;

/// <summary>
/// An HTTP server on a free port of 127.0.0.1. Kestrel itself without a host around it: a region has a dozen of these
/// (one per API, one per function environment), and each starts in about a millisecond.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly RequestDelegate handler;
    private readonly KestrelServer server;

    public LoopbackServer(RequestDelegate handler)
    {
        this.handler = handler;
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        options.Limits.MaxRequestBodySize = 10 * 1024 * 1024;
        // A function's poll for its next invocation stays open for as long as there is none.
        options.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
        options.Listen(IPAddress.Loopback, 0);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        server = new(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Host and port, e.g. <c>127.0.0.1:49152</c>; known once started.</summary>
    public string Authority => Address.Authority;

    public Uri Address => new(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    public Task StartAsync(CancellationToken cancellationToken) => server.StartAsync(new Application(handler), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // No draining: whoever still waits for an answer (a function's poll) is being stopped as well.
        await server.StopAsync(new CancellationToken(canceled: true));
        server.Dispose();
    }

    private sealed class Application(RequestDelegate handler) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception) { }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
