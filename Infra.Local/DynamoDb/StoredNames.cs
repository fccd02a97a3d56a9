using System.Text.Json.Nodes;

namespace Infra.Local.DynamoDb;

/// <summary>Turns stored names in dynalite's answers back into the tables' own.</summary>
internal static class StoredNames
{
    public static void Restore(JsonObject answer, DeployedTable table)
    {
        if (answer["Table"] is JsonObject description)
        {
            description["TableName"] = table.Name;
            description["TableArn"] = table.Arn;
        }
        foreach (var capacity in answer["ConsumedCapacity"] switch { JsonArray many => many, JsonObject one => new[] { one }, _ => Enumerable.Empty<JsonNode?>() })
        {
            if ((string?)capacity?["TableName"] == table.StoredName) { capacity!["TableName"] = table.Name; }
        }
        foreach (var member in (ReadOnlySpan<string>)["Responses", "UnprocessedKeys", "UnprocessedItems"])
        {
            if (answer[member] is JsonObject byTable && byTable.Remove(table.StoredName, out var items)) { byTable[table.Name] = items; }
        }
    }
}
