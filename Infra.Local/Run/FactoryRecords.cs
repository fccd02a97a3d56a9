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

    public Task RecordAsync(IEnumerable<SimulatedDevice> devices, CancellationToken cancellationToken) => RecordAsync(devices, DeviceStatuses.Ready, cancellationToken);

    /// <summary>Writes the whole record anew, under the given status of <see cref="DeviceStatuses"/>.</summary>
    public async Task RecordAsync(IEnumerable<SimulatedDevice> devices, string status, CancellationToken cancellationToken)
    {
        foreach (var batch in devices.Select(device => Write(device, status)).Chunk(BatchSize))
        {
            var left = new Dictionary<string, List<WriteRequest>> { [table] = [.. batch] };
            while (left.Count > 0)
            {
                var response = await dynamoDb.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = left }, cancellationToken);
                left = response.UnprocessedItems ?? [];
            }
        }
    }

    private WriteRequest Write(SimulatedDevice device, string status) => new(new PutRequest(new Dictionary<string, AttributeValue>
    {
        [DeviceTable.DeviceId] = new(device.Id),
        [DeviceTable.PublicKey] = new(Convert.ToBase64String(Encoding.ASCII.GetBytes(device.PublicKeyPem))),
        [DeviceTable.Status] = new(status),
        [DeviceTable.Sku] = new(sku),
        [DeviceTable.Batch] = new("local-run"),
        [DeviceTable.RegisteredAt] = new(clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
    }));
}
