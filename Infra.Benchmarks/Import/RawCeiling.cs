using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity.Contracts;
using Infra.Tools.Devices.Tables;

namespace Infra.Benchmarks.Import;

/// <summary>
/// What the table and the SDK can do at best with the requests that an import makes: BatchGetItem of 100, then four BatchWriteItem of 25 at a time, as many
/// batches at once, with nothing read, parsed, checked, compared or recorded on the way.
/// </summary>
internal static class RawCeiling
{
    private const int BatchSize = 100;

    public static async Task RunAsync(IAmazonDynamoDB dynamo, string table, IEnumerable<DeviceRecord> records, int parallel, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(records.Chunk(BatchSize), options, async (batch, token) =>
        {
            await dynamo.BatchGetItemAsync(Read(table, batch), token);
            await Task.WhenAll(batch.Chunk(DynamoDeviceTable.MostWrites).Select(chunk => dynamo.BatchWriteItemAsync(Write(table, chunk), token)));
        });
    }

    private static BatchGetItemRequest Read(string table, DeviceRecord[] batch) => new()
    {
        RequestItems = new()
        {
            [table] = new()
            {
                Keys = [.. batch.Select(record => new Dictionary<string, AttributeValue> { [DeviceTable.DeviceId] = new(record.DeviceId) })],
                ConsistentRead = true,
                ProjectionExpression = "#id, #pubkey",
                ExpressionAttributeNames = new() { ["#id"] = DeviceTable.DeviceId, ["#pubkey"] = DeviceTable.PublicKey },
            },
        },
    };

    private static BatchWriteItemRequest Write(string table, DeviceRecord[] chunk) => new()
    {
        RequestItems = new() { [table] = [.. chunk.Select(record => new WriteRequest(new PutRequest(ItemOf(record))))] },
    };

    private static Dictionary<string, AttributeValue> ItemOf(DeviceRecord record) => new()
    {
        [DeviceTable.DeviceId] = new(record.DeviceId),
        [DeviceTable.PublicKey] = new(record.PublicKey!),
        [DeviceTable.Status] = new(record.Status!),
        [DeviceTable.RegisteredAt] = new(record.RegisteredAt!),
    };
}
