using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Local.Aws;

/// <summary>What a service answers.</summary>
internal sealed record AwsReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Further headers. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>A 200 of the protocol JSON 1.0.</summary>
    public static AwsReply Json10(JsonObject body) => new(200, "application/x-amz-json-1.0", Bytes(body));

    /// <summary>A 200 of the protocol JSON 1.1.</summary>
    public static AwsReply Json11(JsonObject body) => new(200, "application/x-amz-json-1.1", Bytes(body));

    /// <summary>A 200 of REST-JSON.</summary>
    public static AwsReply RestJson(JsonObject body) => new(200, "application/json", Bytes(body));

    /// <summary>A 200 with an XML document.</summary>
    public static AwsReply Xml(string document) => new(200, "text/xml", Encoding.UTF8.GetBytes(document));

    /// <summary>A 200 without a body.</summary>
    public static AwsReply Empty { get; } = new(200, "application/json", default);

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
