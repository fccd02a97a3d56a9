using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;

namespace Infra.Local.DynamoDb;

/// <summary>The tables of every region.</summary>
internal sealed class DeployedTables(Dynalite dynalite)
{
    private readonly ConcurrentDictionary<(string Region, string Name), DeployedTable> tables = new();

    /// <summary>Creates a table in its home region. <paramref name="request"/> is a CreateTable request.</summary>
    public async Task<DeployedTable> CreateAsync(string region, JsonObject request, CancellationToken cancellationToken)
    {
        var name = (string?)request["TableName"] ?? throw new AwsException(400, "ValidationException", "TableName is missing");
        var hashKey = request["KeySchema"]?.AsArray().FirstOrDefault(key => (string?)key?["KeyType"] == "HASH")?["AttributeName"];
        var table = new DeployedTable(name, region, $"{region}.{name}", (string?)hashKey ?? "");
        if (tables.ContainsKey((region, name)))
        {
            throw new AwsException(400, "ResourceInUseException", $"Table already exists: {name}");
        }
        var stored = (JsonObject)request.DeepClone();
        stored["TableName"] = table.StoredName;
        var (status, body) = await dynalite.CallAsync("CreateTable", Encoding.UTF8.GetBytes(stored.ToJsonString()), cancellationToken);
        if (status != 200)
        {
            var fault = JsonNode.Parse(body);
            var type = ((string?)fault?["__type"])?.Split('#')[^1] ?? "InternalServerError";
            throw new AwsException(status, type, (string?)fault?["message"] ?? (string?)fault?["Message"] ?? "");
        }
        tables[(region, name)] = table;
        return table;
    }

    /// <summary>Makes a table visible in a further region.</summary>
    public DeployedTable Replicate(DeployedTable table, string region) =>
        tables.GetOrAdd((region, table.Name), _ => table with { Region = region });

    public DeployedTable? Find(string region, string name) => tables.GetValueOrDefault((region, name));

    public IEnumerable<DeployedTable> In(string region) =>
        from entry in tables where entry.Key.Region == region orderby entry.Key.Name select entry.Value;
}
