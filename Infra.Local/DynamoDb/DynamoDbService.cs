using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Iam;

namespace Infra.Local.DynamoDb;

/// <summary>
/// DynamoDB: authorises each call on the table's ARN, then hands it to dynalite under the table's stored name.
/// </summary>
internal sealed class DynamoDbService(DeployedTables tables, Dynalite dynalite) : IAwsService
{
    private const string ContentType = "application/x-amz-json-1.0";

    public string SigningName => "dynamodb";

    public AwsProtocol Protocol => AwsProtocol.Json10;

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810#";

    public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken) => call.Operation switch
    {
        "GetItem" or "PutItem" or "UpdateItem" or "DeleteItem" or "Query" or "Scan" or "DescribeTable" or "DescribeTimeToLive" =>
            OnTableAsync(call, cancellationToken),
        "BatchGetItem" or "BatchWriteItem" => BatchAsync(call, cancellationToken),
        "CreateTable" => CreateTableAsync(call, cancellationToken),
        "ListTables" => Task.FromResult(ListTables(call)),
        var other => throw new AwsException(400, "UnknownOperationException", $"dynamodb has no operation '{other}' here"),
    };

    private async Task<AwsReply> OnTableAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var request = call.Json();
        var table = Find(call, (string?)request["TableName"] ?? "");
        var resource = request["IndexName"] is { } index ? $"{table.Arn}/index/{index}" : table.Arn;
        call.Require($"dynamodb:{call.Operation}", resource, LeadingKeys(table, [request["Key"], request["Item"]]));
        request["TableName"] = table.StoredName;
        return await ProxyAsync(call.Operation, request, [table], cancellationToken);
    }

    private async Task<AwsReply> BatchAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var request = call.Json();
        var (asked, stored, involved) = (request["RequestItems"] as JsonObject ?? [], new JsonObject(), new List<DeployedTable>());
        foreach (var (name, items) in asked)
        {
            var table = Find(call, name);
            var keys = items is JsonArray writes
                ? writes.Select(write => write?["PutRequest"]?["Item"] ?? write?["DeleteRequest"]?["Key"])
                : items?["Keys"] as JsonArray ?? [];
            call.Require($"dynamodb:{call.Operation}", table.Arn, LeadingKeys(table, keys));
            stored[table.StoredName] = items?.DeepClone();
            involved.Add(table);
        }
        request["RequestItems"] = stored;
        return await ProxyAsync(call.Operation, request, involved, cancellationToken);
    }

    private async Task<AwsReply> CreateTableAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var request = call.Json();
        call.Require("dynamodb:CreateTable", Cloud.Arns.Of("dynamodb", call.Region, $"table/{request["TableName"]}"));
        var table = await tables.CreateAsync(call.Region, request, cancellationToken);
        return await ProxyAsync("DescribeTable", new() { ["TableName"] = table.StoredName }, [table], cancellationToken, description => new()
        {
            ["TableDescription"] = description["Table"]?.DeepClone(),
        });
    }

    private AwsReply ListTables(AwsCall call)
    {
        call.Require("dynamodb:ListTables", "*");
        return Reply(200, new() { ["TableNames"] = new JsonArray([.. tables.In(call.Region).Select(table => JsonValue.Create(table.Name))]) });
    }

    private DeployedTable Find(AwsCall call, string nameOrArn)
    {
        var name = nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn[(nameOrArn.IndexOf('/', StringComparison.Ordinal) + 1)..] : nameOrArn;
        // Authorisation comes before existence: a caller without permission learns nothing about which tables there are.
        return tables.Find(call.Region, name) ?? throw NotFound();

        AwsException NotFound()
        {
            call.Require($"dynamodb:{call.Operation}", Cloud.Arns.Of("dynamodb", call.Region, $"table/{name}"));
            return new(400, "ResourceNotFoundException", $"Requested resource not found: Table: {name} not found");
        }
    }

    /// <summary>The condition key <c>dynamodb:LeadingKeys</c>: the partition key of each item that the call touches.</summary>
    private static RequestContext LeadingKeys(DeployedTable table, IEnumerable<JsonNode?> items)
    {
        // A key is a typed value: {"S": "device-1"}.
        var keys = items.Select(item => item?[table.HashKey] as JsonObject).OfType<JsonObject>().Select(key => key.First().Value!.ToString()).ToArray();
        return keys.Length == 0 ? RequestContext.Empty : RequestContext.Empty.With("dynamodb:LeadingKeys", keys);
    }

    private async Task<AwsReply> ProxyAsync(
        string operation, JsonObject request, IReadOnlyCollection<DeployedTable> involved, CancellationToken cancellationToken,
        Func<JsonObject, JsonObject>? shape = null)
    {
        var (status, body) = await dynalite.CallAsync(operation, Encoding.UTF8.GetBytes(request.ToJsonString()), cancellationToken);
        // Only these answers name tables; an item's goes through untouched.
        var namesTables = operation is "BatchGetItem" or "BatchWriteItem" or "DescribeTable" || request.ContainsKey("ReturnConsumedCapacity");
        if (status != 200 || !namesTables) { return new(status, ContentType, body); }
        var answer = JsonNode.Parse(body)!.AsObject();
        foreach (var table in involved) { StoredNames.Restore(answer, table); }
        return Reply(status, shape is null ? answer : shape(answer));
    }

    private static AwsReply Reply(int status, JsonObject body) => new(status, ContentType, Encoding.UTF8.GetBytes(body.ToJsonString()));
}
