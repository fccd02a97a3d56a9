using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Infra.Local.Proof;

/// <summary>The smallest piece of a policy that can be taken away: one action of one statement on one resource.</summary>
/// <param name="Index">Which statement of the document.</param>
/// <param name="Statement">Its Sid, or its number in a document without Sids.</param>
internal sealed record PolicyPart(int Index, string Statement, string Action, string Resource)
{
    private const string StatementElement = "Statement";
    private const string ActionElement = "Action";
    private const string ResourceElement = "Resource";

    /// <summary>Everything that a document allows.</summary>
    public static ImmutableArray<PolicyPart> Of(string document) =>
    [
        .. from entry in Statements(JsonNode.Parse(document)!).Select((statement, index) => (Statement: statement!, Index: index))
           where entry.Statement["Effect"]!.GetValue<string>() == "Allow"
           from action in Texts(entry.Statement[ActionElement])
           from resource in Texts(entry.Statement[ResourceElement])
           select new PolicyPart(entry.Index, entry.Statement["Sid"]?.GetValue<string>() ?? $"statement {entry.Index + 1}", action, resource),
    ];

    /// <summary>The document with everything but this.</summary>
    public string RemovedFrom(string document)
    {
        var parsed = JsonNode.Parse(document)!;
        var statements = Statements(parsed);
        var whole = statements[Index]!.AsObject();
        statements.RemoveAt(Index);
        Add(statements, whole, Texts(whole[ActionElement]).Where(action => action != Action), Texts(whole[ResourceElement]));
        Add(statements, whole, [Action], Texts(whole[ResourceElement]).Where(resource => resource != Resource));
        return parsed.ToJsonString();
    }

    private static void Add(JsonArray statements, JsonObject like, IEnumerable<string> actions, IEnumerable<string> resources)
    {
        var (some, on) = (Array(actions), Array(resources));
        if (some.Count == 0 || on.Count == 0) { return; }
        var statement = like.DeepClone().AsObject();
        (statement[ActionElement], statement[ResourceElement]) = (some, on);
        statements.Add(statement);
    }

    private static JsonArray Statements(JsonNode document) => document[StatementElement]!.AsArray();

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static IEnumerable<string> Texts(JsonNode? node) => node is JsonArray list ? list.Select(text => text!.GetValue<string>()) : [node!.GetValue<string>()];
}
