using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Interpretation;

namespace Infra.Local.DynamoDb;

/// <summary>Makes tables and replicas, and looks tables up.</summary>
internal sealed class DynamoDbMaker(DeployedTables tables) : IResourceMaker, IInvocationAnswerer
{
    private const string Table = "aws:dynamodb/table:Table";
    private const string Replica = "aws:dynamodb/tableReplica:TableReplica";
    private const string GetTable = "aws:dynamodb/getTable:getTable";

    public IReadOnlyCollection<string> Types { get; } = [Table, Replica];

    public IReadOnlyCollection<string> Tokens { get; } = [GetTable];

    public async Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) =>
        registration.Type == Table ? await MakeTableAsync(registration, cancellationToken) : MakeReplica(registration);

    public ImmutableDictionary<string, object> Answer(Invocation invocation)
    {
        var name = (string)invocation.Arguments["name"];
        var table = tables.Find(invocation.Region, name)
            ?? throw new AwsException(400, "ResourceNotFoundException", $"Requested resource not found: Table: {name} not found");
        return ImmutableDictionary<string, object>.Empty
            .Add("id", table.Name).Add("name", table.Name).Add("arn", table.Arn).Add("hashKey", table.HashKey);
    }

    private async Task<Made> MakeTableAsync(Registration registration, CancellationToken cancellationToken)
    {
        var name = Names.Of(registration);
        var table = await tables.CreateAsync(registration.Region, CreateTableRequest(name, registration), cancellationToken);
        foreach (var replica in registration.List("replicas").Cast<ImmutableDictionary<string, object>>())
        {
            tables.Replicate(table, (string)replica["regionName"]);
        }
        var outputs = ImmutableArray.CreateBuilder<(string, object)>();
        outputs.AddRange(("name", name), ("arn", table.Arn));
        if (registration.Flag("streamEnabled", otherwise: false))
        {
            const string label = "2026-01-01T00:00:00.000";
            outputs.AddRange(("streamLabel", label), ("streamArn", $"{table.Arn}/stream/{label}"));
        }
        return new(name, outputs.ToArray());
    }

    private Made MakeReplica(Registration registration)
    {
        // arn:aws:dynamodb:{region}:{account}:table/{name}
        var parts = registration.Text("globalTableArn").Split(':');
        var name = parts[5]["table/".Length..];
        var table = tables.Find(parts[3], name)
            ?? throw new AwsException(400, "ResourceNotFoundException", $"Requested resource not found: Table: {name} not found");
        return new($"{name}:{registration.Region}", ("arn", tables.Replicate(table, registration.Region).Arn));
    }

    private static JsonObject CreateTableRequest(string name, Registration registration)
    {
        var request = new JsonObject
        {
            ["TableName"] = name,
            ["BillingMode"] = "PAY_PER_REQUEST",
            ["AttributeDefinitions"] = new JsonArray([.. registration.List("attributes")
                .Cast<ImmutableDictionary<string, object>>()
                .Select(attribute => new JsonObject { ["AttributeName"] = (string)attribute["name"], ["AttributeType"] = (string)attribute["type"] })]),
            ["KeySchema"] = KeySchema(registration.Inputs),
        };
        AddIndexes(request, "GlobalSecondaryIndexes", registration.List("globalSecondaryIndexes"), registration);
        AddIndexes(request, "LocalSecondaryIndexes", registration.List("localSecondaryIndexes"), registration);
        return request;
    }

    private static void AddIndexes(JsonObject request, string property, ImmutableArray<object> indexes, Registration table)
    {
        if (indexes.IsEmpty) { return; }
        request[property] = new JsonArray([.. indexes.Cast<ImmutableDictionary<string, object>>().Select(index => new JsonObject
        {
            ["IndexName"] = (string)index["name"],
            // A local index shares the table's hash key.
            ["KeySchema"] = KeySchema(index.ContainsKey("hashKey") ? index : index.Add("hashKey", table.Text("hashKey"))),
            ["Projection"] = Projection(index),
        })]);
    }

    private static JsonArray KeySchema(ImmutableDictionary<string, object> keys)
    {
        var schema = new JsonArray { new JsonObject { ["AttributeName"] = (string)keys["hashKey"], ["KeyType"] = "HASH" } };
        if (keys.GetValueOrDefault("rangeKey") is string range) { schema.Add(new JsonObject { ["AttributeName"] = range, ["KeyType"] = "RANGE" }); }
        return schema;
    }

    private static JsonObject Projection(ImmutableDictionary<string, object> index)
    {
        var projection = new JsonObject { ["ProjectionType"] = (string)index["projectionType"] };
        if (index.GetValueOrDefault("nonKeyAttributes") is ImmutableArray<object> attributes)
        {
            projection["NonKeyAttributes"] = new JsonArray([.. attributes.Select(attribute => JsonValue.Create((string)attribute))]);
        }
        return projection;
    }
}
