using System.Net;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>
/// From where a request comes. On one machine all come from loopback; who runs the local cloud may say what else a loopback address stands for. No header
/// of the request does: API Gateway goes by the connection, and so does this.
/// </summary>
/// <param name="Address">The caller's address: public, or within its VPC.</param>
internal sealed record CallerOrigin(IPAddress Address)
{
    /// <summary>The VPC endpoint it comes through. Default: none, over the internet.</summary>
    public string? VpcEndpoint { get; init; }

    /// <summary>The VPC of that endpoint. Default: not known.</summary>
    public string? Vpc { get; init; }

    /// <summary>
    /// What policies may ask about it (API Gateway Developer Guide, "AWS condition keys that can be used in API Gateway resource policies"). Of a request through
    /// an endpoint <c>aws:SourceIp</c> says nothing.
    /// </summary>
    public RequestContext Describe(ApiRequest request)
    {
        // The API that this one stands for takes no plain HTTP.
        var context = RequestContext.Of(("aws:SecureTransport", "true"));
        if (request.Http.Headers.UserAgent.ToString() is { Length: > 0 } agent) { context = context.With("aws:UserAgent", agent); }
        if (VpcEndpoint is null) { return context.With("aws:SourceIp", Address.ToString()); }
        context = context.With("aws:SourceVpce", VpcEndpoint).With("aws:VpcSourceIp", Address.ToString());
        return Vpc is null ? context : context.With("aws:SourceVpc", Vpc);
    }
}
