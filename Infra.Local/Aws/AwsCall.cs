using System.Text.Json.Nodes;
using Infra.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.Aws;

/// <summary>One signed request, as a service sees it.</summary>
/// <param name="Region">The region in the credential scope.</param>
/// <param name="Caller">Whose credentials signed it.</param>
/// <param name="Request">The HTTP request; its body is read already.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Iam">Decides whether the caller may.</param>
internal sealed record AwsCall(string Region, Caller Caller, HttpRequest Request, ReadOnlyMemory<byte> Body, IIam Iam)
{
    /// <summary>The operation of the JSON protocols: <c>IssueCertificate</c> of <c>X-Amz-Target: ACMPrivateCA.IssueCertificate</c>.</summary>
    public string Operation
    {
        get
        {
            var target = Request.Headers["X-Amz-Target"].ToString();
            return target[(target.LastIndexOf('.') + 1)..];
        }
    }

    /// <summary>The body as a JSON object; an empty body is an empty object.</summary>
    public JsonObject Json()
    {
        try
        {
            return Body.IsEmpty ? [] : JsonNode.Parse(Body.Span) as JsonObject ?? throw NotAnObject();
        }
        catch (System.Text.Json.JsonException)
        {
            throw NotAnObject();
        }

        static AwsException NotAnObject() => new(400, "SerializationException", "the body is not a JSON object");
    }

    /// <summary>Throws the service's AccessDeniedException unless the caller's deployed policies allow <paramref name="action"/>.</summary>
    public void Require(string action, string resource, RequestContext? context = null)
    {
        if (!Iam.Allows(Caller, action, resource, (context ?? RequestContext.Empty).With("aws:RequestedRegion", Region)))
        {
            throw new AwsException(403, "AccessDeniedException",
                $"User: {Caller.Arn} is not authorized to perform: {action} on resource: {resource}");
        }
    }
}
