using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Cloud;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.ApiGateway;

/// <summary>One request on its way through a stage, and the event that functions get to see of it.</summary>
internal sealed record ApiRequest(
    RestApi Api,
    ApiStage Stage,
    ApiRoute Route,
    ImmutableDictionary<string, string> PathParameters,
    string Path,
    HttpRequest Http,
    ReadOnlyMemory<byte> Body,
    ContextVariables Context,
    CallerOrigin Origin)
{
    /// <summary>Who signed it; null for a method that takes unsigned requests.</summary>
    public ApiCaller? SignedBy { get; init; }

    /// <summary>What the authorizer says of the caller, for the integration; null where there is none.</summary>
    public JsonObject? Authorizer { get; init; }

    /// <summary>The method's ARN: what authorizers allow and Lambda permissions name.</summary>
    public string MethodArn => $"{Api.ExecutionArn}/{Stage.Name}/{Http.Method}{Path}";

    /// <summary>The event of an authorizer of type REQUEST.</summary>
    public JsonObject AuthorizerEvent() => Common(new() { ["type"] = "REQUEST", ["methodArn"] = MethodArn });

    /// <summary>The event of a proxy integration.</summary>
    public JsonObject ProxyEvent()
    {
        var message = Common([]);
        message["isBase64Encoded"] = false;
        message["body"] = Body.IsEmpty ? null : Encoding.UTF8.GetString(Body.Span);
        if (Authorizer is not null) { message["requestContext"]!["authorizer"] = Authorizer.DeepClone(); }
        return message;
    }

    private JsonObject Common(JsonObject message)
    {
        message["resource"] = Route.Resource.Path;
        message["path"] = Path;
        message["httpMethod"] = Http.Method;
        // Names as the client wrote them: a REST API changes no header's case.
        message["headers"] = Map(Http.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.LastOrDefault() ?? "")));
        message["multiValueHeaders"] = Lists(Http.Headers);
        message["queryStringParameters"] = Http.Query.Count == 0 ? null : Map(Http.Query.Select(query => KeyValuePair.Create(query.Key, query.Value.LastOrDefault() ?? "")));
        message["multiValueQueryStringParameters"] = Http.Query.Count == 0 ? null : Lists(Http.Query);
        message["pathParameters"] = PathParameters.IsEmpty ? null : Map(PathParameters);
        message["stageVariables"] = Stage.Variables.IsEmpty ? null : Map(Stage.Variables);
        message["requestContext"] = new JsonObject
        {
            ["resourceId"] = Route.Resource.Id,
            ["resourcePath"] = Route.Resource.Path,
            ["httpMethod"] = Http.Method,
            ["path"] = $"/{Stage.Name}{Path}",
            ["accountId"] = Arns.Account,
            ["apiId"] = Api.Id,
            ["stage"] = Stage.Name,
            ["protocol"] = Http.Protocol,
            ["requestId"] = Context["requestId"],
            ["extendedRequestId"] = Context["extendedRequestId"],
            ["requestTime"] = Context["requestTime"],
            ["requestTimeEpoch"] = long.Parse(Context["requestTimeEpoch"]!, System.Globalization.CultureInfo.InvariantCulture),
            ["domainName"] = Context["domainName"],
            ["identity"] = Identity(),
        };
        return message;
    }

    private JsonObject Identity()
    {
        var identity = new JsonObject { ["sourceIp"] = Context["identity.sourceIp"], ["userAgent"] = Context["identity.userAgent"] };
        foreach (var (name, value) in SignedBy?.Fields ?? []) { identity[name] = value; }
        return identity;
    }

    private static JsonObject Map(IEnumerable<KeyValuePair<string, string>> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private static JsonObject Lists(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, new JsonArray([.. entry.Value.Select(value => JsonValue.Create(value))]))));
}
