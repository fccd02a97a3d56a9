namespace Infra.Local.DynamoDb;

/// <summary>A table as one region sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">The region that sees it.</param>
/// <param name="StoredName">Its name in dynalite, which knows no regions: replicas share one, tables of different regions do not.</param>
/// <param name="HashKey">The partition key's attribute.</param>
internal sealed record DeployedTable(string Name, string Region, string StoredName, string HashKey)
{
    public string Arn => Cloud.Arns.Of("dynamodb", Region, $"table/{Name}");
}
