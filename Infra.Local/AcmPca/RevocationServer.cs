using Infra.Local.Cloud;
using Infra.Pki;
using Infra.Pki.Ocsp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Infra.Local.AcmPca;

/// <summary>
/// Where anybody asks whether a certificate still holds, over HTTP and without credentials, at the addresses that the certificates name: AWS's OCSP responder, and the
/// CRLs in their buckets, as the CDN hands them out that AWS advises for a bucket which is closed to the public (AWS Private CA User Guide, "Setting up a CRL").
/// </summary>
internal sealed class RevocationServer : IAsyncDisposable
{
    private readonly PcaAuthorities authorities;
    private readonly LoopbackServer server;

    public RevocationServer(PcaAuthorities authorities)
    {
        this.authorities = authorities;
        server = new(AnswerAsync);
    }

    public Uri Address => server.Address;

    public Task StartAsync(CancellationToken cancellationToken) => server.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task AnswerAsync(HttpContext http) => (http.Request.Method, (http.Request.Path.Value ?? "").TrimStart('/').Split('/', 3)) switch
    {
        ("POST", ["ocsp", var id]) => PostedAsync(http, id),
        ("GET", ["ocsp", var id, var request]) => AnswerAsync(http, id, OcspOverHttp.RequestIn(request)),
        ("GET" or "HEAD", ["crl", _]) => ListAsync(http),
        _ => Refused(http, StatusCodes.Status404NotFound),
    };

    private async Task PostedAsync(HttpContext http, string id)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = OcspOverHttp.MostBytes;
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (BadHttpRequestException fault)
        {
            await Refused(http, fault.StatusCode);
            return;
        }
        await AnswerAsync(http, id, body.ToArray());
    }

    private async Task AnswerAsync(HttpContext http, string id, ReadOnlyMemory<byte> request)
    {
        try
        {
            if (authorities.FindById(id)?.AnswerOcsp(request) is { } answer) { await WriteAsync(http, OcspOverHttp.ResponseType, answer); }
            else { await Refused(http, StatusCodes.Status404NotFound); }
        }
        catch (PkiException defect)
        {
            // A defect of the local cloud, not of whoever asks: say so where he looks.
            await Refused(http, StatusCodes.Status500InternalServerError);
            await http.Response.WriteAsync($"the local cloud failed: {defect.Message}", http.RequestAborted);
        }
    }

    private Task ListAsync(HttpContext http) => authorities.PublishedCrl(http.Request.Path.Value!.TrimStart('/')) is { } list
        ? WriteAsync(http, list.ContentType, list.Content)
        : Refused(http, StatusCodes.Status404NotFound);

    private static async Task WriteAsync(HttpContext http, string contentType, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) { await http.Response.Body.WriteAsync(body, http.RequestAborted); }
    }

    private static Task Refused(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
