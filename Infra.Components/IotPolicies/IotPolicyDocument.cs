using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulumi;

namespace Infra.Components.IotPolicies;

/// <summary>What devices may do over MQTT.</summary>
/// <param name="Statements">The statements.</param>
public sealed record IotPolicyDocument(params ImmutableArray<IotStatement> Statements)
{
    /// <summary>The longest document that AWS IoT takes (AWS IoT Core quotas, "Maximum policy document size").</summary>
    public const int LongestDocument = 2048;

    // A policy's ${...} and /* stay readable; it is never put into HTML.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as compact JSON; throws, at preview, when it is longer than AWS IoT takes.</summary>
    public Output<string> ToJson(AwsScope scope) => scope.Arn("iot", "").Apply(prefix =>
    {
        var json = Render(prefix);
        return json.Length <= LongestDocument
            ? json
            : throw new ComponentException(ComponentCodes.IotPolicyTooLong,
                $"the IoT policy has {json.Length} characters, AWS IoT takes at most {LongestDocument}; name fewer topics, or a common root with *");
    });

    private string Render(string prefix) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. Statements.Select(statement => (JsonNode)Render(statement, prefix))]),
    }.ToJsonString(Json);

    private static JsonObject Render(IotStatement statement, string prefix)
    {
        var rendered = new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = Texts(statement.Actions),
            ["Resource"] = Texts(statement.Names.Select(name => $"{prefix}{statement.ResourceKind}/{name}")),
        };
        if (statement.OnlyAttached)
        {
            rendered["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["iot:Connection.Thing.IsAttached"] = Texts(["true"]) } };
        }
        return rendered;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
