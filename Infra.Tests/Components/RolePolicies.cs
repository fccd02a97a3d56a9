using System.Text.Json.Nodes;

namespace Infra.Tests.Components;

/// <summary>Reads what roles were given.</summary>
internal static class RolePolicies
{
    public const string Type = "aws:iam/rolePolicy:RolePolicy";

    public static IEnumerable<JsonNode> Statements(Recorded policy) =>
        JsonNode.Parse(policy.Text("policy"))!["Statement"]!.AsArray().Select(statement => statement!);

    public static IEnumerable<string> ActionsIn(Recorded policy) =>
        Statements(policy).SelectMany(statement => Texts(statement["Action"])).Order(StringComparer.Ordinal);

    public static IEnumerable<JsonNode> OfRole(Recorder recorder, string role) =>
        recorder.All(Type).Where(policy => policy.Text("role") == role).SelectMany(Statements);

    public static IEnumerable<string> Texts(JsonNode? node) => node!.AsArray().Select(text => text!.GetValue<string>());
}
