using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Local.Review;

/// <summary>
/// A program's policies by file name: <c>{role}.json</c> has all statements that a role's inline policies give it, <c>iot-{policy}.json</c> what
/// devices may do, <c>resource-{name}.json</c> what an API or a bucket itself says of those who come to it.
/// </summary>
internal static class PolicyFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyDictionary<string, string> Of(Recorder recorder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in recorder.All(AwsTypes.Role))
        {
            var statements = StatementsOf(recorder, role).ToArray();
            if (statements.Length > 0)
            {
                files[ForRole(role.Name)] = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString(Indented);
            }
        }
        foreach (var policy in recorder.All(AwsTypes.IotPolicy)) { files[ForIotPolicy(policy.Name)] = Document(policy); }
        foreach (var policy in recorder.All(AwsTypes.RestApiPolicy).Concat(recorder.All(AwsTypes.BucketPolicy))) { files[ForResource(policy.Name)] = Document(policy); }
        return files;
    }

    public static string ForRole(string role) => $"{role}.json";

    public static string ForIotPolicy(string policy) => $"iot-{policy}.json";

    public static string ForResource(string name) => $"resource-{name}.json";

    private static string Document(Recorded policy) => JsonNode.Parse(policy.Text("policy"))!.ToJsonString(Indented);

    private static IEnumerable<JsonNode> StatementsOf(Recorder recorder, Recorded role) => recorder.All(AwsTypes.RolePolicy)
        .Where(policy => policy.Text("role") == role.Text("name"))
        .SelectMany(policy => JsonNode.Parse(policy.Text("policy"))!["Statement"]!.AsArray())
        .Select(statement => statement!.DeepClone());
}
