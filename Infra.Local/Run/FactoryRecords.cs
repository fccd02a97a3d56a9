using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity.Contracts;

namespace Infra.Local.Run;

/// <summary>What the factory does: records the public keys of devices, and nothing else of theirs.</summary>
internal sealed class FactoryRecords(IAmazonDynamoDB dynamoDb, string table, string sku, TimeProvider clock)
{
    // BatchWriteItem takes at most 25 items (DynamoDB API reference).
    private const int BatchSize = 25;

    public async Task RecordAsync(IEnumerable<SimulatedDevice> devices, CancellationToken cancellationToken)
    {
        foreach (var batch in devices.Select(Write).Chunk(BatchSize))
        {
            var left = new Dictionary<string, List<WriteRequest>> { [table] = [.. batch] };
            while (left.Count > 0)
            {
                var response = await dynamoDb.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = left }, cancellationToken);
                left = response.UnprocessedItems ?? [];
            }
        }
    }

    private WriteRequest Write(SimulatedDevice device) => new(new PutRequest(new Dictionary<string, AttributeValue>
    {
        [DeviceTable.DeviceId] = new(device.Id),
        [DeviceTable.PublicKey] = new(Convert.ToBase64String(Encoding.ASCII.GetBytes(device.PublicKeyPem))),
        [DeviceTable.Status] = new(DeviceStatuses.Ready),
        [DeviceTable.Sku] = new(sku),
        [DeviceTable.Batch] = new("local-run"),
        [DeviceTable.RegisteredAt] = new(clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
    }));
}
