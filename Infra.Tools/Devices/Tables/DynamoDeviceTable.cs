using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity;
using Infra.Identity.Contracts;

namespace Infra.Tools.Devices.Tables;

/// <summary>The device table in DynamoDB.</summary>
internal sealed class DynamoDeviceTable(IAmazonDynamoDB dynamo, string table, Patience patience) : IDeviceTable
{
    /// <summary>BatchWriteItem takes at most 25 puts (DynamoDB API reference).</summary>
    public const int MostWrites = 25;

    /// <summary>BatchGetItem takes at most 100 keys.</summary>
    public int MostReads => 100;

    public async Task<IReadOnlyDictionary<string, string?>> ReadKeysAsync(IReadOnlyCollection<DeviceId> devices, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string?>(devices.Count);
        var left = new Dictionary<string, KeysAndAttributes>
        {
            [table] = new()
            {
                Keys = [.. devices.Select(KeyOf)],
                ConsistentRead = true,
                ProjectionExpression = "#id, #pubkey",
                ExpressionAttributeNames = new() { ["#id"] = DeviceTable.DeviceId, ["#pubkey"] = DeviceTable.PublicKey },
            },
        };
        for (var failures = 0; left.Count > 0;)
        {
            var request = new BatchGetItemRequest { RequestItems = left };
            var response = await patience.RetryAsync(() => dynamo.BatchGetItemAsync(request, cancellationToken), cancellationToken);
            var items = response.Responses?.GetValueOrDefault(table) ?? [];
            foreach (var item in items) { found[item[DeviceTable.DeviceId].S] = item.GetValueOrDefault(DeviceTable.PublicKey)?.S; }
            left = response.UnprocessedKeys ?? [];
            if (left.Count > 0) { failures = await patience.WaitForLeftoversAsync(failures, items.Count > 0, cancellationToken); }
        }

        return found;
    }

    public Task WriteAsync(IReadOnlyCollection<DeviceRecord> records, CancellationToken cancellationToken) =>
        Task.WhenAll(records.Chunk(MostWrites).Select(chunk => WriteChunkAsync(chunk, cancellationToken)));

    public async Task<bool> AddAsync(DeviceRecord record, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest
        {
            TableName = table,
            Item = ItemOf(record),
            ConditionExpression = "attribute_not_exists(#id)",
            ExpressionAttributeNames = new() { ["#id"] = DeviceTable.DeviceId },
        };
        return await patience.RetryAsync(() => UnlessConditionFails(() => dynamo.PutItemAsync(request, cancellationToken)), cancellationToken);
    }

    public async Task<DeviceRecord?> FindAsync(DeviceId device, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = table, Key = KeyOf(device), ConsistentRead = true };
        var response = await patience.RetryAsync(() => dynamo.GetItemAsync(request, cancellationToken), cancellationToken);
        return response.IsItemSet ? RecordOf(response.Item) : null;
    }

    public async Task<bool> SetStatusAsync(DeviceId device, string status, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = table,
            Key = KeyOf(device),
            UpdateExpression = "SET #status = :status",
            ConditionExpression = "attribute_exists(#id)", // an update of nothing would make a record without a key
            ExpressionAttributeNames = new() { ["#id"] = DeviceTable.DeviceId, ["#status"] = DeviceTable.Status },
            ExpressionAttributeValues = new() { [":status"] = new AttributeValue(status) },
        };
        return await patience.RetryAsync(() => UnlessConditionFails(() => dynamo.UpdateItemAsync(request, cancellationToken)), cancellationToken);
    }

    public async IAsyncEnumerable<DeviceRecord> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ScanRequest { TableName = table };
        do
        {
            var page = await patience.RetryAsync(() => dynamo.ScanAsync(request, cancellationToken), cancellationToken);
            foreach (var item in page.Items ?? []) { yield return RecordOf(item); }
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    private async Task WriteChunkAsync(DeviceRecord[] records, CancellationToken cancellationToken)
    {
        var left = new Dictionary<string, List<WriteRequest>> { [table] = [.. records.Select(record => new WriteRequest(new PutRequest(ItemOf(record))))] };
        for (var failures = 0; left.Count > 0;)
        {
            var sent = left[table].Count;
            var request = new BatchWriteItemRequest { RequestItems = left };
            var response = await patience.RetryAsync(() => dynamo.BatchWriteItemAsync(request, cancellationToken), cancellationToken);
            left = response.UnprocessedItems ?? [];
            if (left.Count > 0) { failures = await patience.WaitForLeftoversAsync(failures, left[table].Count < sent, cancellationToken); }
        }
    }

    private static async Task<bool> UnlessConditionFails<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(DeviceId device) => new() { [DeviceTable.DeviceId] = new AttributeValue(device.ToString()) };

    private static Dictionary<string, AttributeValue> ItemOf(DeviceRecord record)
    {
        var item = new Dictionary<string, AttributeValue>(6);
        Set(DeviceTable.DeviceId, record.DeviceId);
        Set(DeviceTable.PublicKey, record.PublicKey);
        Set(DeviceTable.Status, record.Status);
        Set(DeviceTable.Sku, record.Sku);
        Set(DeviceTable.Batch, record.Batch);
        Set(DeviceTable.RegisteredAt, record.RegisteredAt);
        return item;

        void Set(string name, string? value)
        {
            if (value is not null) { item[name] = new AttributeValue(value); }
        }
    }

    private static DeviceRecord RecordOf(Dictionary<string, AttributeValue> item)
    {
        return new(Get(DeviceTable.DeviceId)!, Get(DeviceTable.PublicKey), Get(DeviceTable.Status), Get(DeviceTable.Sku), Get(DeviceTable.Batch), Get(DeviceTable.RegisteredAt));

        string? Get(string name) => item.GetValueOrDefault(name)?.S;
    }
}
