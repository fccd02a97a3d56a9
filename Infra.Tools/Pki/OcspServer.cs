using System.Net;
using Infra.Pki.Ocsp;
using Infra.Tools.Pki.Authorities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Infra.Tools.Pki;

/// <summary>OCSP over HTTP (RFC 6960 appendix A): POST, and GET with the request in the path. It reads the authority's records and its signer anew for each request.</summary>
internal sealed class OcspServer : IAsyncDisposable
{
    private readonly WebApplication _web;

    private OcspServer(WebApplication web) => _web = web;

    /// <summary>Where it listens; the port is chosen by the system when 0 was asked for.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<OcspServer> StartAsync(AuthorityFolder authority, OcspResponders responders, IPAddress address, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = OcspOverHttp.MostBytes;
            kestrel.Listen(address, port);
        });
        var web = builder.Build();
        web.MapPost("/{**path}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return Answer(body.ToArray());
        });
        web.MapGet("/{**request}", (string? request) => Answer(OcspOverHttp.RequestIn(request ?? "")));
        try
        {
            await web.StartAsync();
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCodes.File, "port-taken", $"cannot listen on {address} port {port}: {e.Message.TrimEnd('.')}", "choose another --port");
        }

        return new OcspServer(web);

        IResult Answer(ReadOnlyMemory<byte> request)
        {
            var records = authority.Index.Read().ToDictionary(record => record.SerialNumber, StringComparer.OrdinalIgnoreCase);
            return Results.Bytes(responders.Current.Answer(request, serial => Status(records.GetValueOrDefault(serial))), OcspOverHttp.ResponseType);
        }
    }

    public Task StopAsync() => _web.StopAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static CertificateStatus Status(CertificateRecord? record) => record switch
    {
        null => new CertificateStatus.Unknown(),
        { Revocation: { } entry } => new CertificateStatus.Revoked(entry),
        _ => new CertificateStatus.Good(),
    };
}
