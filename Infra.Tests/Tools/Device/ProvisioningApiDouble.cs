using Infra.Pki;
using Infra.Tests.Pki;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Infra.Tests.Tools.Device;

/// <summary>A provisioning API with a real issuer behind it, which answers with the listed statuses before it gives a certificate.</summary>
internal sealed class ProvisioningApiDouble : IAsyncDisposable
{
    private readonly WebApplication _web;

    private ProvisioningApiDouble(WebApplication web, TestHierarchy pki) => (_web, Pki) = (web, pki);

    public TestHierarchy Pki { get; }

    /// <summary>The requests as they came, in base64.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Statuses to answer with first; 403 is final for a device.</summary>
    public Queue<int> First { get; } = new();

    /// <summary>Where it sends its devices.</summary>
    public string Endpoint { get; set; } = "example-ats.iot.eu-west-1.amazonaws.com";

    /// <summary>Issues for this key instead of the request's, as an impostor in the middle would.</summary>
    public byte[]? AnotherRequest { get; set; }

    public Uri Route => new(new Uri(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "new");

    public static async Task<ProvisioningApiDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var api = new ProvisioningApiDouble(web, new TestHierarchy());
        web.MapPost("/new", (Delegate)api.Answer);
        await web.StartAsync();
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        Pki.Dispose();
    }

    private IResult Answer(HttpContext context)
    {
        var request = context.Request.Headers["device-csr"].ToString();
        Requests.Add(request);
        if (First.TryDequeue(out var status))
        {
            context.Response.Headers.RetryAfter = "0";
            return Results.Json(new { code = "not-yet" }, statusCode: status);
        }

        var issued = Pki.Issuer.SignRequest(AnotherRequest ?? Convert.FromBase64String(request), CertificateProfile.Device, Pki.Days(30));
        return Results.Json(new { certificate = issued.CertificatePem, certificateChain = issued.IssuerChainPem, endpoint = Endpoint, notAfter = "2027-01-01T00:00:00Z" });
    }
}
